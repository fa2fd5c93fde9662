// The YAML reader: the tree that it makes of texts that people and programs write, and the places in it.
import { expect, test } from 'vitest';
import { TextError } from '../../src/policy/text/text-error.ts';
import type { Entry, Tree } from '../../src/policy/text/tree.ts';
import { readYaml } from '../../src/policy/text/yaml/read-yaml.ts';
import { policyValue, writePolicy } from '../../scripts/oracle/generate-policies.mjs';
import { generated } from '../kit/generated.ts';

/** A tree in short: {key: value}, [item], "text", 1, true, null. */
function spell(tree: Tree): string {
  switch (tree.kind) {
    case 'object':
      return `{${tree.entries.map(({ key, value }) => `${key}: ${spell(value)}`).join(', ')}}`;
    case 'array':
      return `[${tree.items.map(spell).join(', ')}]`;
    case 'string':
      return JSON.stringify(tree.value);
    case 'number':
      return tree.literal;
    case 'bool':
      return String(tree.value);
    default:
      return 'null';
  }
}

/** The tree with what was set twice and what was not read, or the offset of an error and its message. */
function reading(text: string): string {
  try {
    const { tree, repeated, unread } = readYaml(text);
    const twice = repeated.map(({ key, merged }) => ` repeated ${key}${merged ? ' merged' : ''}`).join('');
    return spell(tree) + twice + (unread === null ? '' : ` unread ${unread}`);
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    return `${error.range.start}: ${error.message}`;
  }
}

test.each([
  ['a: [a, "b",c ]', '{a: ["a", "b", "c"]}'],
  ['a: [a,]', '{a: ["a"]}'],
  ['a: [a: b]', '{a: [{a: "b"}]}'],
  ['a: [/x*, 1]', '{a: ["/x*", 1]}'],
  ['a: [ ]', '{a: []}'],
  ['a: {}', '{a: {}}'],
  ['a: x:y', '{a: "x:y"}'],
  ['a: x:', '4: a second ":" cannot stand here'],
  ['a:\n- b: 1\n  c: 2\n- - d\n', '{a: [{b: 1, c: 2}, ["d"]]}'],
  ['a:\n- b\n-\n- c', '{a: ["b", null, "c"]}'],
  ['rules:\n- level: None # c\n  users: ["a b", \'c\']\n', '{rules: [{level: "None", users: ["a b", "c"]}]}'],
  ['a:\n  b: 1\n c: 2', '11: a "key:" is expected here'],
  ['a:\n   b: 1\n  c: 2', '13: a "key:" is expected here'],
  ['a: 1\na: 2', '{a: 2} repeated a'],
  ['y: 1\nn: 2', '{true: 1, false: 2}'],
  ['"y": 1', '{y: 1}'],
  ['a: y', '{a: true}'],
  ["a: 'it''s'", '{a: "it\'s"}'],
  ['a: "x\\n\\x41\\\n  y"', '{a: "x\\nAy"}'],
  ['a: b\n  c\n\n  d', '{a: "b c\\nd"}'],
  ['a: |\n  x\n   y\n\n', '{a: "x\\n y\\n"}'],
  ['a: >-\n  x\n  y\n\n  z\n', '{a: "x y\\nz"}'],
  ['a: |2\n   x\n', '{a: " x\\n"}'],
  ['? a\n: b', '{a: "b"}'],
  ['? [a]\n: b', '2: a list or a mapping cannot be a key'],
  ['a: &x [1]\nb: *x', '{a: [1], b: [1]}'],
  ['a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}', '{a: {b: 1, c: 2}, d: {b: 1, c: 3}} repeated c merged'],
  ['d: {<<: [{b: 1}, {b: 2, c: 3}]}', '{d: {b: 1, c: 3}} repeated b merged'],
  ['a: *x', '3: there is no anchor &x above'],
  ['a: &x [*x]', '7: the anchor &x contains itself'],
  ['a: 0777\nb: 0o17\nc: 1_000\nd: 0x1F\ne: +1', '{a: 511, b: 15, c: 1000, d: 31, e: 1}'],
  ['a: 1:30\nb: 2026-01-31\nc: .5\nd: 1e3', '{a: "1:30", b: "2026-01-31", c: 0.5, d: 1000}'],
  ['a: .inf', '3: .inf is a number that JSON does not have'],
  ['a: .inf\na: 1', '{a: 1} repeated a'],
  ['a: !!str 1\nb: !!int "1"', '{a: "1", b: 1}'],
  ['a: !!binary aGk=', '{a: "hi"}'],
  ['a: !t x', '{a: "x"}'],
  ['%YAML 1.1\n---\na: 1', '{a: 1}'],
  ['%YAML 1.2\n---\na: 1', '0: only the directive %YAML 1.1 is understood'],
  ['--- a\n--- b\n', '"a" unread 6'],
  ['a: 1\n...\nrubbish: [', '{a: 1} unread 5'],
  ['\tb: 1', '0: a tab where YAML requires spaces'],
  ['a: \t1', '{a: 1}'],
  ['a:\t\n - 1', '{a: [1]}'],
  ['a: @x', '3: a value cannot begin with @'],
  ['a: b: c', '4: a second ":" cannot stand here'],
  ['- a\nb: c', '4: a "- " entry is expected here'],
  ['a\u2028b: 1', '3: a second ":" cannot stand here'],
  ['\uFEFFa: é', '{a: "é"}'],
  ['a: 😀', '{a: "😀"}'],
  ['~: 1', '0: a key is missing before the ":"'],
  ['1: a\n1.0: b\n"1": c', '{1: "a", 1: "b", 1: "c"}'],
  ['a: "x', '3: the quoted string has no end'],
  ['a: [b', '5: "," or "]" is expected here'],
  ['[]: x', '[] unread 0'],
  ['[: x]', '1: a value is expected here'],
  ['- ? a', '[{a: null}]'],
  ['{a, b: , : c}', '9: a value is expected here'],
  ['a: {b\n: 1}', '6: "," or "}" is expected here'],
  ['', 'null'],
  ['# only', 'null'],
  ['---\n...', 'null'],
  ['18446744073709551615: a', '0: this number is too large for a key'],
])('%j', (text, expected) => expect(reading(text)).toBe(expected));

/**
 * Fails where a part does not lie within the one around it, after the one before it, or is not spelt there. Only what
 * an alias stands for may come from further up, where its anchor is.
 */
function expectPlaces(text: string, tree: Tree): void {
  const place = text.slice(tree.start, tree.end);
  if (tree.kind === 'string' && /^\w[^\n]*$/.test(place)) expect(place).toBe(tree.value);
  if (tree.kind === 'number' || tree.kind === 'bool') expect(place).toBe(tree.source);
  if (tree.kind === 'array' && tree.flow) expect(place).toMatch(/^\[[^]*\]$/);
  let last = tree.start;
  for (const part of partsOf(tree)) {
    const isTree = 'kind' in part;
    if (isTree && part.start < last && isAnchored(text, part)) continue;
    expect(part.start, JSON.stringify(text)).toBeGreaterThanOrEqual(last);
    expect(part.end, JSON.stringify(text)).toBeLessThanOrEqual(tree.end);
    last = part.end;
    if (isTree) expectPlaces(text, part);
    else expectKey(text, part);
  }
}

/** Whether there is an anchor at a place or just before it; an empty value begins at its anchor. */
function isAnchored(text: string, { start }: Tree): boolean {
  return /&\w+\s+$/.test(text.slice(0, start)) || text[start] === '&';
}

function expectKey(text: string, { key, start, end }: Entry): void {
  const place = text.slice(start, end);
  // YAML 1.1 reads "y" as true.
  if (/^\w[^\n]*$/.test(place)) expect(place === 'y' ? 'true' : place, JSON.stringify(text)).toBe(key);
}

/** Items, or keys each with its value; without those that a merge has brought in, which are in another order. */
function partsOf(tree: Tree): readonly (Entry | Tree)[] {
  if (tree.kind === 'array') return tree.items;
  if (tree.kind !== 'object') return [];
  return tree.entries.flatMap((entry) => ('merged' in entry && entry.merged === true ? [] : [entry, entry.value]));
}

/** Whether a text can be read and sets nothing twice; its places are then checked against the text. */
function readsInPlace(text: string): boolean {
  try {
    const { tree, repeated } = readYaml(text);
    // The later value of a key replaces the earlier one.
    if (repeated.length > 0) return false;
    expectPlaces(text, tree);
    return true;
  } catch (error) {
    if (error instanceof TextError) return false;
    throw error;
  }
}

test('places in generated policies', () => {
  const { random, rounds } = generated(7, 1000);
  const texts = Array.from({ length: rounds }, () => writePolicy(policyValue(random), random));
  expect(texts.filter(readsInPlace).length).toBeGreaterThan(rounds / 20);
});

const pieces = [
  '- ',
  '- ',
  '-  ',
  '-',
  'a:',
  'b:',
  'rules:',
  'y:',
  'level: ',
  'a: ',
  'k.e-y: ',
  '"q": ',
  '? ',
  ' ',
  '<<: ',
  '&a ',
];
const values = [
  'None',
  'x:y',
  'x:',
  '"a b"',
  "'c'",
  '""',
  '[]',
  '[ ]',
  '[a, "b",c ]',
  '[a,]',
  '[a: b]',
  '1',
  'null',
  '[/x*, 1]',
  '*a',
  '&a',
  '{k: 1}',
];
const odd = ['{}', '|', 'a b', '# c', ' # c', '#c', '---', '...', '\t', '"x', "it's", '[a', '!t', 'é', '~', ': '];
const indents = ['', '', '  ', '  ', '    ', ' ', '   '];

test('places in lines thrown together', () => {
  const { random, rounds } = generated(11, 15_000);
  const counts = { read: 0, aliases: 0, merges: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const lines = Array.from({ length: 1 + random.below(6) }, () => {
      const value = random.chance(0.06) ? random.pick(odd) : random.chance(0.6) ? random.pick(values) : '';
      return random.pick(indents) + random.some(pieces, 0, 2).join('') + value + (random.chance(0.1) ? ' # c' : '');
    });
    const text = `${random.chance(0.8) ? 'a:\n' : ''}${lines.join('\n')}${random.chance(0.8) ? '\n' : ''}`;
    if (!readsInPlace(text)) continue;
    counts.read += 1;
    if (/(?<!x)\*/.test(text)) counts.aliases += 1;
    if (text.includes('<<')) counts.merges += 1;
  }
  expect(counts.read).toBeGreaterThan(rounds / 20);
  expect(counts.aliases).toBeGreaterThan(rounds / 200);
  expect(counts.merges).toBeGreaterThan(rounds / 200);
});
