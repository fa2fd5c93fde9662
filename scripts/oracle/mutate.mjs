// Breaks a policy's text in the ways that people, editors and templates break it.
import { characters, lines, scalars } from './broken-parts.mjs';

/** The text after one to three changes. */
export function mutate(text, random) {
  let broken = text;
  for (let count = 1 + random.below(3); count > 0; count -= 1) broken = random.pick(operators)(broken, random);
  return broken;
}

function spots(text, pattern) {
  return [...text.matchAll(pattern)];
}

function replaceScalar(text, random) {
  const found = spots(text, /(?<=[:\-,[] )[^\s,[\]{}][^\n,[\]{}]*/g);
  if (found.length === 0) return text;
  const { 0: old, index } = random.pick(found);
  return text.slice(0, index) + random.pick(scalars) + text.slice(index + old.length);
}

function onLines(text, change) {
  const all = text.split('\n');
  change(all);
  return all.join('\n');
}

const insertLine = (text, random) =>
  onLines(text, (all) => {
    const at = random.below(all.length + 1);
    const indent = random.chance(0.5) ? (/^ */.exec(all[at] ?? '')?.[0] ?? '') : ' '.repeat(random.below(7));
    all.splice(at, 0, indent + random.pick(lines));
  });
const deleteLine = (text, random) => onLines(text, (all) => all.splice(random.below(all.length), 1));
const duplicateLine = (text, random) =>
  onLines(text, (all) => {
    const at = random.below(all.length);
    all.splice(at, 0, all[at]);
  });
const swapLines = (text, random) =>
  onLines(text, (all) => {
    const at = random.below(all.length);
    all.splice(random.below(all.length), 0, ...all.splice(at, 1));
  });
const indentLine = (text, random) =>
  onLines(text, (all) => {
    const at = random.below(all.length);
    all[at] = random.chance(0.5) ? ` ${all[at]}` : random.chance(0.5) ? all[at].replace(/^ /, '') : `\t${all[at]}`;
  });

function insertCharacter(text, random) {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + random.pick(characters) + text.slice(at);
}

function deleteCharacter(text, random) {
  const at = random.below(text.length);
  return text.slice(0, at) + text.slice(at + 1);
}

const cut = (text, random) => text.slice(0, random.below(text.length + 1));

function changeCase(text, random) {
  const found = spots(text, /[A-Za-z]{3,}/g);
  if (found.length === 0) return text;
  const { 0: old, index } = random.pick(found);
  const changed = random.pick([
    old.toLowerCase(),
    old.toUpperCase(),
    old[0].toUpperCase() + old.slice(1),
    old.slice(0, -1),
    `${old}s`,
    old.replace('s', '\u017f'),
  ]);
  return text.slice(0, index) + changed + text.slice(index + old.length);
}

const secondDocument = (text, random) =>
  random.pick([
    `---\n${text}`,
    `${text}\n---\nfoo: [`,
    `${text}\n...\n\u0007`,
    `# x\n---\n${text}`,
    `---\n---\n${text}`,
    `${text}\n--- {`,
    `...\n${text}`,
    `--- # x\n${text}`,
    `${text}\n---\n${text}`,
    `${text}\n---\n${'# filler\n'.repeat(80)}\u0000`,
  ]);
const wholeFile = (text, random) =>
  random.pick([
    '',
    '\n',
    '# only a comment\n',
    '---\n',
    'null',
    '[]',
    '{}',
    '"x"',
    '3',
    'x',
    `[${text}]`,
    ` ${text}`,
    `\ufeff${text}`,
    `\ufeff\ufeff${text}`,
    `${text} x`,
    `${text}}`,
    `\u00a0${text}`,
    `\n\n${text}`,
    `{${text}}`,
    `a:\n${text}`,
    `${'['.repeat(60)}${']'.repeat(60)}`,
  ]);
const lineBreaks = (text, random) =>
  text.replaceAll('\n', random.pick(['\r\n', '\r', '\u0085', '\u2028', '\n\n', ' \n', '\n\n# c\n']));

function nullItem(text, random) {
  const found = spots(text, /[[,]|^ *- /gm);
  if (found.length === 0) return text;
  const { 0: old, index } = random.pick(found);
  const at = index + old.length;
  return old.includes('-')
    ? `${text.slice(0, at)}${random.pick(['~', 'null', ''])}\n${text.slice(index, at)}${text.slice(at)}`
    : `${text.slice(0, at)}null,${text.slice(at)}`;
}

/** Repeats a part of JSON, which Go decodes into the result of the first one. */
function repeatJsonKey(text, random) {
  const extra = [
    '"rules":[{"level":"Request"}]',
    '"rules":[{"verbs":["get"]},{"level":"None"},null]',
    '"rules":[]',
    '"rules":null',
    '"omitStages":["Panic"]',
    '"rules":[null,null,null]',
    '"metadata":{"labels":{"a":"b","a":"c"}}',
    '"kind":null',
    '"KIND":"x"',
    '"apiVersion":null',
    '"rules":[{"resources":[{"group":"apps"}],"omitManagedFields":null}]',
  ];
  const at = text.lastIndexOf('}');
  return at < 0
    ? text
    : `${text.slice(0, at)},${random.pick(extra)}${random.chance(0.3) ? `,${random.pick(extra)}` : ''}${text.slice(at)}`;
}

const anchorAndMerge = (text, random) =>
  random.pick([
    text.replace(/- level/, '- &r\n    level').concat('\n- *r\n'),
    text.replace('rules:', 'x: &m {level: None}\nrules:').concat('\n- <<: *m\n  level: Request\n'),
    text.replace('rules:', 'x: &m {level: None}\nrules:').concat('\n- level: Request\n  <<: *m\n'),
    text
      .replace('rules:', 'x: &m {level: None}\ny: &n {level: Request, verbs: [get]}\nrules:')
      .concat('\n- <<: [*m, *n]\n'),
    text.replace('rules:', 'rules: &rules').concat('\nx: *rules\n'),
    text.replace('rules:', 'x: &x [*x]\nrules:'),
    text.replace('rules:', 'x: &x [a]\nz: {<<: *x}\nrules:'),
  ]);
const preamble = (text, random) =>
  random.pick([
    '%YAML 1.1\n---\n',
    '%YAML 1.2\n---\n',
    '%TAG !e! tag:e,2000:\n---\n',
    '# c\n',
    '\n',
    '--- ',
    '---\t',
    '--- !!map\n',
    '--- &a\n',
    '!!map\n',
    '&a\n',
  ]) + text;
const dropColon = (text, random) =>
  text.replace(random.pick([/: /, /:\n/, /- /]), random.pick(['', ' ', ':', '-', ' : ', ': : ']));

const operators = [
  replaceScalar,
  insertLine,
  insertLine,
  deleteLine,
  duplicateLine,
  indentLine,
  insertCharacter,
  insertCharacter,
  deleteCharacter,
  cut,
  changeCase,
  secondDocument,
  wholeFile,
  lineBreaks,
  nullItem,
  repeatJsonKey,
  swapLines,
  anchorAndMerge,
  preamble,
  dropColon,
];
