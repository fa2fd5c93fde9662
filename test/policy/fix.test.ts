// Fixing what people misspell: the text stays readable, and one run is enough.
import { expect, test } from 'vitest';
import { policyValue, writePolicy } from '../../scripts/oracle/generate-policies.mjs';
import { generated } from '../kit/generated.ts';
import { fixPolicy, lintPolicy } from '../../src/index.ts';
import { encodedLike } from '../../src/policy/text/decode-bytes.ts';

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

const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n';
const rule = (text: string): string => `${head}rules:\n- ${text.replaceAll('\n', '\n  ')}\n- level: Metadata\n`;

test.each([
  ['level: None\nnamespace: bakery', 'level: None\nnamespaces: [bakery]'],
  ['level: None\nverb: get # only', 'level: None\nverbs: [get] # only'],
  ['level: None\nverb: "get"', 'level: None\nverbs: ["get"]'],
  ['level: None\nusers: system:kube-proxy', 'level: None\nusers: ["system:kube-proxy"]'],
  ['level: None\nusers: 1000', 'level: None\nusers: ["1000"]'],
  ['level: None\nomitStage: RequestReceived', 'level: None\nomitStages: [RequestReceived]'],
  ['level: None\nnonResourceURL: /healthz*', 'level: None\nnonResourceURLs: ["/healthz*"]'],
  ['{level: None, "user": jane}', '{level: None, "users": [jane]}'],
  ['level: None\nverb: [get]', 'level: None\nverbs: [get]'],
  ['Level: None', 'level: None'],
])('a name, and a list where one is due: %j', (before, after) => {
  expect(fixPolicy(rule(before)).text).toBe(rule(after));
  expect(lintPolicy(rule(after)).server).toBe('accepts');
});

test.each([
  ['a key beside the right one', 'level: None\nverbs: [list]\nverb: [get]'],
  ['a key that differs in case only', 'level: None\nLevel: RequestResponse'],
  ['two keys that mean the same one', 'level: None\nverb: [get]\nVerbs: [list]'],
  ['"*/*", which matches nothing', 'level: None\nresources: [{group: "", resources: ["*/*"]}]'],
  ['several values in one', 'level: None\nverb: get,list'],
  ['several words', 'level: None\nusers: jane mia'],
  ['a wildcard that would be none', 'level: None\nverb: "*"'],
  ['a value of another type', 'level: None\nresource: pods'],
  ['an address that the server refuses', 'level: None\nnonResourceURL: healthz'],
  ['a stage that is none', 'level: None\nomitStage: Started'],
  ['the value of an anchor', 'level: None\nverb: &v get\nusers: [jane]'],
  ['a value after a tag', 'level: None\nverb: !!str get'],
  ['a value in lines', 'level: None\nverb: |\n  get'],
])('stays: %s', (_what, text) => {
  expect(fixPolicy(rule(text))).toEqual({ text: rule(text), count: 0 });
});

test('what belongs to the whole policy', () => {
  const rules = 'rules:\n- level: Metadata\n';
  const fixed = (text: string): string => fixPolicy(text).text;
  expect(fixed(`${head}${rules}rule: []\n`)).toBe(`${head}${rules}rule: []\n`);
  expect(fixed(`apiVersion: audit.k8s.io/v1\nkinds: x\n${rules}`)).toBe(
    `apiVersion: audit.k8s.io/v1\nkinds: x\n${rules}`,
  );
  expect(fixed(`apiVersion: audit.k8s.io/v1\nKind: Policy\n${rules}`)).toBe(`${head}${rules}`);
  expect(fixed(`apiVersion: audit.k8s.io/v1 # as ever\n${rules}`)).toBe(
    `apiVersion: audit.k8s.io/v1 # as ever\nkind: Policy\n${rules}`,
  );
  const overruled = `apiVersion: audit.k8s.io/v1\napiversion: audit.k8s.io/v1beta1\nkind: Policy\n${rules}`;
  expect(fixed(overruled)).toBe(overruled);
  const indented = '  kind: Policy\n  rules:\n  - level: Metadata\n';
  expect(fixed(indented)).toBe(indented);
});

test('one fix that would make it worse does not hinder the others', () => {
  const text = (stage: string, level: string): string =>
    `${head}rules:\n- level: ${level}\n  omitStage: ${stage}\n- level: None\n`;
  expect(fixPolicy(text('Started', 'metadata'))).toEqual({ text: text('Started', 'Metadata'), count: 1 });
});

test('added lines end like the others', () => {
  const text = 'kind: Policy\r\nrules:\r\n- level: Metadata\r\n';
  expect(fixPolicy(text).text).toBe(`apiVersion: audit.k8s.io/v1\r\n${text}`);
});

test('the encoding of a file is that of its bytes', () => {
  const text = `${head}# bäckerei 🥖\n`;
  const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
  const big = Buffer.from(little).swap16();
  const marked = Buffer.from(`\uFEFF${text}`);
  expect(encodedLike(text, little)).toEqual(new Uint8Array(little));
  expect(encodedLike(text, big)).toEqual(new Uint8Array(big));
  expect(encodedLike(`\uFEFF${text}`, marked)).toEqual(new Uint8Array(marked));
  expect(encodedLike(text, Buffer.from(text))).toEqual(new Uint8Array(Buffer.from(text)));
});
