// Fixing what people misspell: the text stays readable, and one run is enough.
import { expect, test } from 'vitest';
import { policyValue, writePolicy } from '../../scripts/oracle/generate-policies.mjs';
import { generated } from '../kit/generated.ts';
import { fixPolicy, lintPolicy } from '../../src/index.ts';

const misspelt: readonly (readonly [RegExp, string])[] = [
  [/Metadata/, 'Metdata'],
  [/Request\b/, 'request'],
  [/RequestReceived/, 'requestReceived'],
  [/verbs/, 'verb'],
  [/users/, 'Users'],
  [/resources/, 'resource'],
  [/level/, 'levels'],
  [/\bget\b/, 'GET'],
  [/audit.k8s.io\/v1/, 'audit.k8s.io/v1beta1'],
  [/Policy/, 'policy'],
  [/\bapps\b/, 'apps/v1'],
  [/\bpods\b/, '*/*'],
];

test('policies at random, in YAML and in JSON', () => {
  const { random, rounds } = generated(77, 200);
  let changed = 0;
  for (let round = 0; round < rounds; round += 1) {
    const value = policyValue(random);
    let text = random.chance(0.3) ? JSON.stringify(value, null, random.below(3)) : writePolicy(value, random);
    for (const [right, wrong] of misspelt) if (random.chance(0.3)) text = text.replace(right, wrong);
    const { text: fixed, count } = fixPolicy(text);
    expect(count === 0, text).toBe(fixed === text);
    if (count === 0) continue;
    changed += 1;
    // A field that is read at last may hold a value that is refused; but nothing becomes unreadable.
    expect(
      lintPolicy(fixed).diagnostics.map(({ id }) => id),
      `${text}\n---\n${fixed}`,
    ).not.toContainEqual(expect.stringMatching(/-syntax$/));
    expect(fixPolicy(fixed).text, fixed).toBe(fixed);
  }
  expect(changed).toBeGreaterThan(rounds / 3);
});
