// The shipped policies: each is accepted by every version, and what the linter says of it is known.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lintPolicy } from '../../src/index.ts';
import { presets } from '../../src/policy/authoring/presets.ts';

/** Remarks that belong to a policy as its makers wrote it. */
const known: Readonly<Record<string, readonly string[]>> = {
  'kkp-minimal': ['name-unknown', 'no-catch-all', 'sensitive-bodies'],
  'kkp-recommended': ['name-unknown', 'sensitive-bodies'],
  'deckhouse-basic': ['unknown-resource', 'unreachable-rule'],
  gce: ['broad-bodies', 'gone-group'],
};

test.each(presets)('$name', ({ name }) => {
  const text = readFileSync(new URL(`../../templates/policies/${name}.yaml`, import.meta.url), 'utf8');
  const { server, diagnostics } = lintPolicy(text, { kubernetesVersions: ['1.30', '1.35', '1.36'] });
  expect(server).toBe('accepts');
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(
    diagnostics
      .map(({ id, line, message }) => `${line} ${id}: ${message}`)
      .filter((line) => !(known[name] ?? []).some((id) => line.includes(` ${id}:`))),
  ).toEqual([]);
});
