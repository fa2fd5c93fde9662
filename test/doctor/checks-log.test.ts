// What the checks of the log and the webhook say, one target per line.
import { expect, test } from 'vitest';
import { LOG_FILE, POLICY_FILE } from '../../src/kind/paths.ts';
import { expectRow, look, type Row } from './check-row.ts';
import { file, goodPolicy, manifestText, type TargetOptions } from './fake-target.ts';

const args = (...words: string[]): string => manifestText(words);
const policyArg = `--audit-policy-file=${POLICY_FILE}`;
const logArg = `--audit-log-path=${LOG_FILE}`;

test.each<Row>([
  ['log-folder', 'mounted', {}, 'ok', 'mounted at /var/log/kubernetes'],
  ['log-folder', 'in the node', { inspection: { mounts: [] } }, 'ok', 'inside the node'],
  [
    'log-folder',
    'a file',
    { inspection: { mounts: [{ root: '/l', point: LOG_FILE, options: 'rw' }] } },
    'fail',
    'single file',
  ],
  [
    'log-folder',
    'read-only',
    { inspection: { mounts: [{ root: '/l', point: '/var/log/kubernetes', options: 'ro,relatime' }] } },
    'fail',
    'cannot be written to',
  ],
  ['log-folder', 'standard output', { manifest: args(policyArg, '--audit-log-path=-') }, 'skip', 'no log file'],
  ['log-written', 'there', {}, 'ok', LOG_FILE],
  ['log-retention', 'days', {}, 'ok', '102.4 KiB a minute: the log (10 files of 100 MiB) reaches back 6.9 days'],
  [
    'log-retention',
    'minutes',
    { inspection: { recent: { bytes: 1_048_576, since: 999_000 } } },
    'warn',
    'reaches back 17 min',
  ],
  [
    'log-retention',
    'former logs',
    { inspection: { former: { files: 2, bytes: 3_145_728 } } },
    'ok',
    'reaches back 6.9 days; 2 files of former logs, 3.0 MiB, which no server removes',
  ],
  [
    'log-retention',
    'standard output',
    { manifest: args(policyArg, '--audit-log-path=-'), inspection: { former: { files: 1, bytes: 1024 } } },
    'skip',
    'no log file is set; 1 file of former logs, 1.0 KiB',
  ],
  [
    'log-retention',
    'not set',
    { manifest: args(policyArg, logArg) },
    'warn',
    '--audit-log-maxage, --audit-log-maxbackup, --audit-log-maxsize not set',
  ],
  [
    'log-retention',
    'no rotation',
    { manifest: args(logArg, '--audit-log-maxage=1', '--audit-log-maxbackup=1', '--audit-log-maxsize=0') },
    'warn',
    'no rotation',
  ],
  ['audit-errors', 'none', {}, 'ok', '10 events since the start'],
  [
    'audit-errors',
    'some',
    { answers: { errors: new Map([['webhook', 3]]), rejected: 2 } },
    'warn',
    '3 lost in webhook, 2 requests rejected',
  ],
  ['audit-errors', 'no metrics', { answers: { events: null } }, 'skip', 'no audit events'],
  ['webhook', 'not set', {}, 'skip', 'no webhook is set'],
])('%s: %s', (...row) => expectRow(...row));

const hook = (server: string, exitCode: number): TargetOptions => ({
  manifest: args(policyArg, '--audit-webhook-config-file=/etc/kubernetes/policies/hook.yaml'),
  script: (_node, argv) => (argv[0] === 'cat' ? `clusters: [{cluster: {server: "${server}"}}]` : { exitCode }),
});

test.each([
  ['https://10.0.0.1/audit', 0, 'ok', 'https://10.0.0.1/audit answers'],
  ['https://10.0.0.1/audit', 56, 'ok', 'answers'],
  ['https://localhost:9000', 7, 'fail', 'nothing answers at https://localhost:9000; this name means the node itself'],
  [
    'https://sink.audit.svc/x',
    6,
    'fail',
    'does not resolve in the node; the API server does not ask the DNS of the cluster',
  ],
  ['nonsense', 0, 'fail', 'names no server'],
])('a webhook at %s with curl ending with %i', async (server, exitCode, status, evidence) => {
  expect(await look('webhook', hook(server, exitCode))).toMatchObject({
    status,
    evidence: expect.stringContaining(evidence),
  });
});

const logged = (level: string, seconds: number): string =>
  JSON.stringify({
    kind: 'Event',
    level,
    auditID: 'a1',
    stage: 'ResponseComplete',
    requestURI: '/api/v1/pods',
    verb: 'list',
    user: { username: 'jane' },
    requestReceivedTimestamp: new Date(seconds * 1000).toISOString(),
  });

test.each<readonly [string, readonly string[], TargetOptions, string, string]>([
  ['agrees', [logged('Metadata', 2001), logged('Metadata', 2002)], {}, 'ok', '2 of 2 events are as the policy decides'],
  [
    'disagrees',
    ['of a line"}', logged('Metadata', 2001), logged('Request', 2002)],
    {},
    'fail',
    '1 of 2 events is not what the policy decides: list /api/v1/pods by jane is in the log at stage ResponseComplete, level Request, and rule 1 decides on level Metadata (auditID a1)',
  ],
  [
    'has a stage that is left out',
    [logged('Metadata', 2001)],
    { inspection: { policySource: goodPolicy.replace('rules:', 'omitStages: [ResponseComplete]\nrules:') } },
    'fail',
    'rule 1 decides that this stage is left out',
  ],
  ['is of an earlier server', [logged('Request', 1999)], {}, 'skip', 'nothing since it started'],
  [
    'is younger than the policy',
    [logged('Request', 2001)],
    { survey: { policy: { ...file(POLICY_FILE), modified: 3000 } } },
    'skip',
    'the policy was changed after',
  ],
  ['is standard output', [], { manifest: args(policyArg, '--audit-log-path=-') }, 'skip', 'standard output'],
])('a log that %s', async (_what, lines, options, status, evidence) => {
  const script = (): string => lines.join('\n');
  const seen = await look('log-agrees', { ...options, script });
  expect([seen.status, seen.evidence]).toEqual([status, expect.stringContaining(evidence)]);
  expect(seen.keys).toEqual(status === 'fail' ? ['restart:kind-control-plane'] : []);
});
