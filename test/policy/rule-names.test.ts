// Names of rules: the first sentence of the comment above each.
import { expect, test } from 'vitest';
import { loadWithPlaces } from '../../src/policy/load/load.ts';
import { ruleNames } from '../../src/policy/decide/rule-names.ts';

const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n';

function namesOf(rules: string): readonly string[] {
  const { policy, text, tree } = loadWithPlaces(head + rules);
  return policy === undefined ? [] : ruleNames(text, tree, policy);
}

test('lines of a comment are read from the top', () => {
  expect(namesOf('# Requests of\n# the nodes. Very many.\n- level: None\n- level: Metadata\n')).toEqual([
    'Requests of the nodes',
    '',
  ]);
});

test('a comment of very many lines', () => {
  const many = 100_000;
  const name = namesOf(`${'# a\n'.repeat(many)}- level: None\n`)[0] ?? '';
  expect(name.length).toBe(2 * many - 1);
});
