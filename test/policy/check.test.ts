// The first look at a policy: what the API server would refuse, and where.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { policyErrors } from '../../src/policy/load/load.ts';
import { presets } from '../../src/policy/authoring/presets.ts';

const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n';

test.each([
  ['a good policy', `${head}rules:\n- level: Metadata\n`, []],
  ['kind may be missing', 'apiVersion: audit.k8s.io/v1\nrules: [{level: None}]\n', []],
  ['JSON', '{"apiVersion":"audit.k8s.io/v1","kind":"Policy","rules":[{"level":"Request"}]}', []],
  ['what follows the first document is not read', `${head}rules: [{level: None}]\n---\n{{garbage`, []],
  ['a level that is misspelt', `${head}rules:\n- level: Metdata\n`, [['level', 4, 10]]],
  ['a level that is missing', `${head}rules:\n- users: [a]\n`, [['level', 4, 3]]],
  [
    'two faults',
    `${head}rules:\n- level: none\n- level: 3\n`,
    [
      ['level', 4, 10],
      ['type', 5, 10],
    ],
  ],
  ['no rules', `${head}rules: []\n`, [['no-rules', 3, 8]]],
  [
    'an old version',
    'apiVersion: audit.k8s.io/v1beta1\nkind: Policy\nrules: [{level: None}]\n',
    [['api-version', 1, 13]],
  ],
  ['another kind', 'apiVersion: audit.k8s.io/v1\nkind: policy\nrules: [{level: None}]\n', [['kind', 2, 7]]],
  ['an unknown stage', `${head}omitStages: [Received]\nrules: [{level: None}]\n`, [['stage', 3, 14]]],
  ['broken YAML', `${head}rules: [\n`, [['yaml-syntax', 4, 1]]],
  ['a text', 'hello', [['not-a-policy', 1, 1]]],
  ['nothing', '', [['not-a-policy', 1, 1]]],
])('%s', (_name, text, expected) => {
  expect(policyErrors(text).map(({ id, line, column }) => [id, line, column])).toEqual(expected);
});

test('suggests the level that was meant', () => {
  expect(policyErrors(`${head}rules:\n- level: Metdata\n`)[0]?.help).toBe('did you mean Metadata?');
});

test('every preset is a file without errors, and every file is a preset', () => {
  const folder = new URL('../../templates/policies/', import.meta.url);
  const names = readdirSync(folder).map((file) => file.replace(/\.yaml$/, ''));
  expect(presets.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  for (const name of names)
    expect(policyErrors(readFileSync(new URL(`${name}.yaml`, folder), 'utf8')), name).toEqual([]);
});
