// What a node's log and kubeadm's configuration hold in other types than they should.
import { expect, test } from 'vitest';
import { parseKubeadmConfig } from '../../src/kind/kubeadm-config.ts';
import { proveNode } from '../../src/node/marked-request.ts';
import { readReleaseInfo } from '../../src/image/go-build.ts';
import { controlPlane, fakeEngine } from '../kit/engine.ts';

const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;

test.each([`{"auditID":${deep}}`, '{"auditID":5}', '{"auditID":null}', '[]', '5', 'null', '"text"', deep])(
  'a marked request is not proven by a line that is no event: %.40s',
  async (line) => {
    const engine = fakeEngine({ script: () => line });
    const node = engine.node(controlPlane('kind'));
    expect(await proveNode(node, { log: '/log' }, 'ab', new AbortController().signal)).toMatchObject({
      proven: false,
      line,
    });
  },
);

test('fields of a marked request that are no texts are left out', async () => {
  const line = `{"auditID":"a","verb":${deep},"level":{"toString":1},"requestURI":5,"user":[]}`;
  const node = fakeEngine({ script: () => line }).node(controlPlane('kind'));
  const found = await proveNode(node, { log: '/log' }, 'ab', new AbortController().signal);
  expect(found).toEqual({ proven: true, auditID: 'a', verb: '', requestURI: '', level: '', user: '', groups: [] });
});

test.each<[string, unknown]>([
  ['apiServer: 5', { args: new Map(), volumes: [] }],
  ['apiServer: {extraArgs: text, extraVolumes: text}', { args: new Map(), volumes: [] }],
  [
    'apiServer: {extraArgs: {a: {toString: 1}, b: [1], c: 2, d: true}}',
    {
      args: new Map([
        ['a', ''],
        ['b', ''],
        ['c', '2'],
        ['d', 'true'],
      ]),
    },
  ],
  [
    'apiServer: {extraArgs: [null, 5, {name: {toString: 1}}, {name: a, value: 5}]}',
    {
      args: new Map([
        ['', ''],
        ['a', '5'],
      ]),
    },
  ],
  [
    'apiServer: &x {extraArgs: *x, extraVolumes: [*x, null, 1]}',
    { volumes: [{ name: '' }, { name: '' }, { name: '' }] },
  ],
  ['apiVersion: {toString: 1}', { apiVersion: '' }],
])('a configuration of kubeadm with odd types is read as far as it is one: %s', (text, expected) => {
  expect(parseKubeadmConfig(`kind: ClusterConfiguration\n${text}\n`)).toMatchObject(expected as object);
});

test.each([`a: ${deep}`, '&a [*a]', 'null', '- null', `${'- '.repeat(50_000)}x`])(
  '%.40s is no configuration',
  (text) => {
    expect(parseKubeadmConfig(text)).toBeNull();
  },
);

test.each(['', 'no', 'null', '5', '{"Time":5}', '{"Time":{"toString":1},"Origin":null}'])(
  '%j is no release',
  (text) => {
    expect(readReleaseInfo(text)).toBeNull();
  },
);
