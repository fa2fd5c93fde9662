// An API server that has not started yet, or was started a moment ago: it is waited for.
import { expect, test } from 'vitest';
import { look } from './check-row.ts';
import type { TargetOptions } from './fake-target.ts';

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
