// The documentation of the linter's remarks is printed from the rules, and complete.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explainRemarks, explanations } from '../../src/policy/lint/explanations.ts';
import { loadPolicy } from '../../src/index.ts';
import vectors from './vectors/loader.json' with { type: 'json' };

test('rules/README.md is what the rules say (run: npx vitest -u to renew it)', async () => {
  await expect(explainRemarks()).toMatchFileSnapshot('../../src/policy/lint/rules/README.md');
});

test('every remark of the loader has an entry', () => {
  const ids = new Set(vectors.flatMap(({ policy }) => loadPolicy(policy).diagnostics.map(({ id }) => id)));
  expect([...ids].filter((id) => explanations[id] === undefined)).toEqual([]);
});

test('the page is plain Markdown', () => {
  expect(readFileSync(new URL('../../src/policy/lint/rules/README.md', import.meta.url), 'utf8')).toContain(
    '## unreachable-rule\n\nWarning: ',
  );
});
