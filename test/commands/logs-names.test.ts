// Names in the filters of `logs`: the spellings that people use find the events, and what no event has is said.
import { expect, test } from 'vitest';
import { addressRange } from '../../src/events/cidr.ts';
import { runCli } from '../kit/run-cli.ts';

const event = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'Metadata',
  auditID: 'p1',
  stage: 'ResponseComplete',
  requestURI: '/apis/apps/v1/namespaces/bakery/deployments/oven/scale',
  verb: 'patch',
  user: { username: 'system:serviceaccount:bakery:oven', groups: ['system:serviceaccounts'] },
  sourceIPs: ['192.0.2.7', '2001:db8::7'],
  objectRef: { resource: 'deployments', namespace: 'bakery', name: 'oven', apiGroup: 'apps', subresource: 'scale' },
  responseStatus: { code: 200 },
  requestReceivedTimestamp: '2026-06-01T08:00:00.000000Z',
  stageTimestamp: '2026-06-01T08:00:00.100000Z',
};
const files = { 'a.log': `${JSON.stringify(event)}\n` };

async function found(...args: string[]): Promise<{ readonly lines: number; readonly stderr: string }> {
  const { stdout, stderr } = await runCli(['logs', 'a.log', '-o', 'json', ...args], { files });
  return { lines: stdout.split('\n').filter((line) => line.includes('"p1"')).length, stderr };
}

test.each([
  [['--user', 'sa:bakery:oven']],
  [['--user', 'sa:bakery:*']],
  [['--user', '!sa:bakery:other']],
  [['--resource', 'deploy/scale']],
  [['--resource', 'Deployment/scale']],
  [['--resource', 'deployments.v1.apps/scale']],
  [['--resource', 'deploy.apps/*']],
  [['--resource', 'pods,deploy/scale']],
  [['--verb', 'Patch']],
  [['--verb', 'get,PATCH']],
  [['--level', 'metadata']],
  [['--stage', 'responsecomplete']],
  [['--source-ip', '192.0.2.0/24']],
  [['--source-ip', '2001:0db8:0::0007']],
  [['--source-ip', '2001:db8::/32']],
  [['--source-ip', '!192.0.3.0/24']],
])('finds it: %j', async (args) => expect(await found(...args)).toEqual({ lines: 1, stderr: '' }));

test.each([
  [['--user', '!sa:bakery:oven']],
  [['--resource', '!deploy/scale']],
  [['--source-ip', '192.0.3.0/24']],
  [['--source-ip', '!2001:db8::/32']],
  [['--resource', 'widgets']],
  [['--resource', 'widgets.example.com/foo']],
  [['--resource', 'pods/foo*']],
])('does not find it, and has nothing to say: %j', async (args) => expect((await found(...args)).lines).toBe(0));

test.each([
  [['--verb', 'exec'], 'no event has --verb exec: write get and create, with --resource pods/exec'],
  [['--verb', 'lsit'], 'did you mean list?'],
  [['--user', 'system:nodes'], '--group system:nodes'],
  [['--group', 'system:node:a'], '--user system:node:a'],
  [['--namespace', 'Bakery'], 'no event has --namespace Bakery'],
  [['--source-ip', '192.0.2.300'], 'no event has --source-ip 192.0.2.300'],
  [['--source-ip', '192.0.2.0/33'], 'no event has --source-ip 192.0.2.0/33'],
  [
    ['--resource', 'pods/foo'],
    'no event has --resource pods/foo: pods have no subresource "foo"; write one of pods/attach, pods/',
  ],
  [['--resource', '!po/foo'], 'no event has --resource pods/foo'],
  [['--resource', 'deployments.apps/log'], 'no event has --resource deployments.apps/log'],
  [['--resource', 'pods/proxy/x'], 'no event has --resource pods/proxy/x'],
  [['--resource', 'secrets/status'], 'secrets have no subresource "status"; write secrets'],
  [['--url', 'api/v1/pods'], 'write /api/v1/pods'],
])('says that no event has it: %j', async (args, text) => expect((await found(...args)).stderr).toContain(text));

test.each([
  ['192.0.2.0/24', '192.0.2.255', true],
  ['192.0.2.0/24', '192.0.3.0', false],
  ['0.0.0.0/0', '255.255.255.255', true],
  ['0.0.0.0/0', '::1', false],
  ['::/0', '::1', true],
  ['::1', '0:0:0:0:0:0:0:1', true],
  ['10.0.0.1', '10.0.0.10', false],
])('%s holds %s: %s', (range, address, holds) => expect(addressRange(range)?.(address)).toBe(holds));

test.each(['', '1.2.3', '1.2.3.256', '1::2::3', ':::', '1:2:3:4:5:6:7', 'g::', '1.2.3.4/', '1.2.3.4/33', '1.2.3.*'])(
  'no range: "%s"',
  (text) => expect(addressRange(text)).toBeNull(),
);
