// What of a manifest's text is a pod, and what is said of one that is not.
import { expect, test } from 'vitest';
import { parseApiServerManifest } from '../../src/kind/api-server-manifest.ts';
import { faultText, readPod } from '../../src/kind/pod-manifest.ts';

test.each([
  ['', 'm.yaml is empty'],
  ['  \n', 'm.yaml is empty'],
  ['spec:\n\tcontainers: []\n', 'm.yaml:2:1: tab characters must not be used in indentation'],
  ['a: [', 'm.yaml:1:5: unexpected end of the stream within a flow collection'],
  ['# nothing\n', 'm.yaml is not a pod'],
  ['- a\n', 'm.yaml is not a pod'],
  ['text', 'm.yaml is not a pod'],
  ['kind: Pod\n', 'm.yaml is a pod without containers'],
  ['kind: Pod\nspec: {containers: []}\n', 'm.yaml is a pod without containers'],
  ['kind: Pod\nspec: []\n', 'm.yaml has a spec that is not a mapping'],
  ['spec: {containers: 7}\n', 'm.yaml has containers that are not a list of mappings'],
  ['spec: {containers: [7]}\n', 'm.yaml has containers that are not a list of mappings'],
  ['spec: {containers: [{command: kube-apiserver}]}\n', 'm.yaml has a command that is not a list of texts'],
  ['spec: {containers: [{args: [1]}]}\n', 'm.yaml has a command that is not a list of texts'],
  ['spec: {containers: [{volumeMounts: {}}]}\n', 'm.yaml has volumeMounts that are not a list of mappings'],
  ['spec: {containers: [{}], volumes: {}}\n', 'm.yaml has volumes that are not a list of mappings'],
  ['spec: {containers: [{}], volumes: [{hostPath: /x}]}\n', 'm.yaml has volumes that are not a list of mappings'],
  ['metadata: {annotations: [a]}\nspec: {containers: [{}]}\n', 'm.yaml has annotations that are not a mapping'],
  ['['.repeat(100_000), 'm.yaml'],
])('%j', (text, words) => {
  const read = readPod(text);
  if ('pod' in read) throw new Error('it is a pod');
  expect(faultText('m.yaml', read)).toContain(words);
  expect(parseApiServerManifest(text)).toBeNull();
});

test('of several documents the first counts, and of a key that is given twice the last', () => {
  const text = 'spec:\n  containers:\n  - name: x\n    name: y\n---\nanother: document\n';
  expect(readPod(text)).toMatchObject({ container: { name: 'y' } });
});

const parse = (...words: readonly string[]): ReturnType<typeof parseApiServerManifest> =>
  parseApiServerManifest(JSON.stringify({ spec: { containers: [{ command: words }] } }));

test('arguments are read as the server reads them, and those that are given twice are known', () => {
  const read = parse(
    'kube-apiserver',
    '--audit-policy-file=/a',
    '--audit_policy_file',
    '/b',
    '--audit-log-compress',
    '--audit-log-path=x=y',
    '--profiling',
    '--v=2',
  );
  expect(Object.fromEntries(read?.args ?? [])).toEqual({
    'audit-policy-file': '/b',
    'audit-log-compress': 'true',
    'audit-log-path': 'x=y',
    profiling: 'true',
    v: '2',
  });
  expect([...(read?.repeated ?? [])]).toEqual([['audit-policy-file', ['/a', '/b']]]);
});
