// An API server that has not started yet, or was started a moment ago: it is waited for, unless it cannot start.
import { expect, test } from 'vitest';
import { look } from './check-row.ts';
import { file, type TargetOptions } from './fake-target.ts';
import { LOG_FILE, POLICY_FILE } from '../../src/kind/paths.ts';

const awaits = ['await:kind-control-plane'];

test.each<
  readonly [what: string, vitals: NonNullable<TargetOptions['vitals']>, evidence: string, keys: readonly string[]]
>([
  [
    'not started yet',
    { now: 1_000_000, manifestChanged: 960, readyz: ['The connection to the server was refused'] },
    'no API server runs: the kubelet has not started it yet; kube-apiserver.yaml was changed 40.0 s ago',
    awaits,
  ],
  [
    'not started for long',
    { now: 1_000_000, manifestChanged: 100 },
    'no API server runs: the kubelet has not started it yet',
    awaits,
  ],
  [
    'just started',
    { servers: [{ pid: 7, age: 9 }], readyz: ['[-]poststarthook/rbac failed'] },
    'the API server was started 9.0 s ago',
    awaits,
  ],
  [
    'just started, and rejected by the client',
    { servers: [{ pid: 7, age: 9 }], readyz: ['error: x509: certificate is not trusted'] },
    'ok: x509: certificate is not trusted',
    [],
  ],
  [
    'started long ago',
    { servers: [{ pid: 7, age: 900 }], readyz: ['[-]poststarthook/rbac failed'] },
    'ok: poststarthook/rbac failed',
    [],
  ],
])('not ready: %s', async (_what, vitals, evidence, keys) => {
  const seen = await look('api-server-ready', {
    vitals,
    script: (_node, argv) => (argv[3] === 'state' ? '' : { exitCode: 1 }),
  });
  expect([seen.status, seen.evidence, seen.keys]).toEqual(['fail', expect.stringContaining(evidence), keys]);
});

test.each<
  readonly [what: string, survey: NonNullable<TargetOptions['survey']>, evidence: string, keys: readonly string[]]
>([
  [
    'a log that is a folder',
    { log: { ...file(LOG_FILE), type: 'directory' } },
    `${LOG_FILE} is a directory`,
    ['log:kind-control-plane'],
  ],
  [
    'a policy that is a folder',
    { policy: { ...file(POLICY_FILE), type: 'directory' } },
    `${POLICY_FILE} is a directory`,
    [],
  ],
  ['a policy that is not there', { policy: { ...file(POLICY_FILE), type: null } }, `${POLICY_FILE} is not there`, []],
])('a server that waits for its next start is kept from it by %s', async (_what, survey, evidence, keys) => {
  const script: TargetOptions['script'] = (_node, argv) => (argv[3] === 'state' ? '' : { exitCode: 1 });
  const vitals = { backOff: '40s', now: 1_000_000, manifestChanged: 100 };
  const seen = await look('api-server-ready', { survey, vitals, script });
  expect([seen.status, seen.evidence, seen.keys]).toEqual(['fail', expect.stringContaining(evidence), keys]);
  const refused = { servers: [{ pid: 7, age: 900 }], readyz: ['The connection to the server was refused'] };
  expect((await look('api-server-ready', { survey, vitals: refused, script })).evidence).toContain(evidence);
  const running = await look('api-server-ready', { survey, vitals: { servers: [{ pid: 7, age: 9 }] }, script });
  expect(running.evidence).not.toContain(evidence);
});
