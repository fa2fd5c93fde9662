// The reader of plain lines says of a text exactly what the reader of all YAML says, or leaves the text to it.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { presets } from '../../src/policy/authoring/presets.ts';
import { readPlainLines } from '../../src/policy/text/yaml/plain-lines.ts';
import type { Tree } from '../../src/policy/text/tree.ts';
import { readAllYaml, type ReadYaml } from '../../src/policy/text/yaml/read-yaml.ts';
import { policyValue, writePolicy } from '../../scripts/oracle/generate-policies.mjs';
import { generated } from '../kit/generated.ts';
import loaderVectors from './vectors/loader.json' with { type: 'json' };

/** All that is to be known of a document; the marks by which one reader puts mappings together are its own. */
function spelt({ tree, repeated, unread }: ReadYaml): string {
  const same = (tree: Tree): unknown => {
    if (tree.kind === 'array') return { ...tree, items: tree.items.map(same) };
    if (tree.kind !== 'object') return tree;
    const entries = tree.entries.map(({ key, start, end, value }) => ({ key, start, end, value: same(value) }));
    return { ...tree, entries };
  };
  return JSON.stringify({ tree: same(tree), repeated, unread });
}

function plainly(text: string): string | null {
  const tree = readPlainLines(text);
  return tree && spelt({ tree, repeated: [], unread: null });
}

function wholly(text: string): string {
  try {
    return spelt(readAllYaml(text));
  } catch (error) {
    return String(error);
  }
}

/** Whether the text was read line by line; throws where that gives anything else than the whole YAML does. */
function readsPlainly(text: string): boolean {
  const short = plainly(text);
  if (short !== null) expect(short, JSON.stringify(text)).toBe(wholly(text));
  return short !== null;
}

test('presets, and the policies of the vectors', () => {
  const left = presets.filter(({ name }) => {
    const text = readFileSync(new URL(`../../templates/policies/${name}.yaml`, import.meta.url), 'utf8');
    return !readsPlainly(text);
  });
  // It has an anchor.
  expect(left.map(({ name }) => name)).toEqual(['gce']);
  expect(loaderVectors.filter(({ policy }) => readsPlainly(policy)).length).toBeGreaterThan(50);
});

test('generated policies', () => {
  const { random, rounds } = generated(7, 2000);
  const texts = Array.from({ length: rounds }, () => writePolicy(policyValue(random), random));
  expect(texts.filter(readsPlainly).length).toBeGreaterThan(rounds / 20);
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
  '<<: ',
  '? ',
  ' ',
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
  '[/x*, 1]',
  '1',
  'null',
];
const odd = [
  '*a',
  '&a',
  '{}',
  '|',
  'a b',
  '# c',
  ' # c',
  '#c',
  '---',
  '...',
  '\t',
  '"x',
  "it's",
  '[a',
  '!t',
  'é',
  '~',
  ': ',
];
const indents = ['', '', '  ', '  ', '    ', ' ', '   '];

test('lines thrown together', () => {
  const { random, rounds } = generated(11, 40_000);
  let plain = 0;
  for (let round = 0; round < rounds; round += 1) {
    const lines = Array.from({ length: 1 + random.below(6) }, () => {
      const value = random.chance(0.06) ? random.pick(odd) : random.chance(0.6) ? random.pick(values) : '';
      return random.pick(indents) + random.some(pieces, 0, 2).join('') + value + (random.chance(0.1) ? ' # c' : '');
    });
    if (readsPlainly(`${random.chance(0.8) ? 'a:\n' : ''}${lines.join('\n')}${random.chance(0.8) ? '\n' : ''}`))
      plain += 1;
  }
  expect(plain).toBeGreaterThan(rounds / 20);
});
