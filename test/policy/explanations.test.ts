// The documentation of the linter's remarks is printed from the rules, and complete.
import { expect, test } from 'vitest';
import { explainRemarks, explanations } from '../../src/policy/lint/explanations.ts';
import { loadPolicy } from '../../src/index.ts';
import vectors from './vectors/loader.json' with { type: 'json' };

test('every remark of the loader has an entry', () => {
  const ids = new Set(vectors.flatMap(({ policy }) => loadPolicy(policy).diagnostics.map(({ id }) => id)));
  expect([...ids].filter((id) => explanations[id] === undefined)).toEqual([]);
});

test('the page is plain Markdown, and has a section for each', () => {
  const page = explainRemarks();
  expect(page).toContain('## unreachable-rule\n\nWarning: ');
  expect(page.match(/^## .*/gm)).toEqual(Object.keys(explanations).map((id) => `## ${id}`));
});
