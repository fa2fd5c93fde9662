// Values and texts as an attacker would choose them, for tests of what is shown.

/** What no terminal and no CI system may get to see from elsewhere: controls, direction, no width, halves, code points that are none. */
export const hostileCharacters = [
  '\u0000\u0007\u0008\u000B\u001B]0;PWN\u0007\u001B[31m\u007F',
  '\u0085\u009B31m\u009D0;PWN\u009C',
  '\u202E\u202D\u2066\u2069\u200E\u061C',
  '\u200B\u200D\u2060\uFEFF\u00AD\u034F\u115F\u3164',
  '\u2028\u2029',
  '\u{E0001}\u{E0041}\u{E0100}',
  '\uD800',
  '\uFFFE\uFFFF',
] as const;

/** What must not be in any byte that is shown; newlines and tabs belong to texts. */
export const unsafeOutput =
  // oxlint-disable-next-line no-control-regex -- these are what it looks for
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u200B-\u200F\u2028-\u202E\u2060-\u2069\u3164\uFEFF\uFFFE\uFFFF\u{E0000}-\u{E0FFF}\p{Cs}]|\u034F|##\[|^[ \t]*::/mu;

/** Bodies that are too deep, too long or too many for one who does not expect them, as JSON; each is a name and a text. */
export const hostileBodies: readonly (readonly [string, string])[] = [
  ['lists within lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['objects within objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ['items within items', `${'{"items":['.repeat(50_000)}${']}'.repeat(50_000)}`],
  ['a string of 15 MB', JSON.stringify('x'.repeat(15_000_000))],
  ['lines of 5 MB', JSON.stringify('x\n'.repeat(2_500_000))],
  ['a million empty strings', `[${'"",'.repeat(1_000_000)}""]`],
  ['300,000 keys', `{${Array.from({ length: 300_000 }, (_, at) => `"k${at}":${at}`).join(',')}}`],
  ['halves of characters', String.raw`{"a":"\ud800","\udfff":"\udfff\ud800"}`],
  ['names of the language', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1}'],
  ['huge numbers', `[1e400,-1e400,1e-400,-0,${'9'.repeat(1000)},0.1e21]`],
  ['keys twice', '{"kind":"Secret","kind":"x","a":1,"a":[2]}'],
  ['a long key', `{${JSON.stringify(`${'k'.repeat(2_000_000)}: `)}:1}`],
];
