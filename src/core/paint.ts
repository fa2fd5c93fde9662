// Colour for text on a terminal; plain text where colour is off.

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
} as const;

/** Whether to colour a stream: NO_COLOR and FORCE_COLOR first, else only a terminal that is not dumb. */
export function wantsColor(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  if ((env['FORCE_COLOR'] ?? '') !== '') return env['FORCE_COLOR'] !== '0';
  return isTerminal && env['TERM'] !== 'dumb';
}

export type Colour = keyof typeof codes;
export type Paint = Readonly<Record<Colour, (text: string) => string>>;

/**
 * What tells our own colours from those of foreign text, until `screenText` has made that harmless: nobody outside this
 * process can know it.
 */
const key = Math.random().toString(36).slice(2);

/** One of our own marks in a text, with the code of its colour. */
export const colourMark = new RegExp(`\u001B${key}\\[(\\d+)m`);

/** A painter for text on its way through `screenText`, or one that returns every text as it is. */
export function painter(enabled: boolean): Paint {
  return painterWith(enabled ? `\u001B${key}[` : null);
}

/** The same for text that goes to the terminal as it is: all of it must be printable already. */
export function terminalPainter(enabled: boolean): Paint {
  return painterWith(enabled ? '\u001B[' : null);
}

function painterWith(start: string | null): Paint {
  const entries = Object.entries(codes).map(([name, [on, off]]) => [
    name,
    (text: string) => (start === null ? text : `${start}${on}m${text}${start}${off}m`),
  ]);
  return Object.fromEntries(entries) as Paint;
}
