// The manifest of the second API server, the redirect to it, and what the first one gets besides the change.
import { expect, test } from 'vitest';
import { parseApiServerManifest } from '../../src/kind/api-server-manifest.ts';
import { readPod } from '../../src/kind/pod-manifest.ts';
import { holdingTable } from '../../src/rollout/hold-kept.ts';
import { redirectTable } from '../../src/rollout/redirect.ts';
import { secondManifest, withChangeoverArguments } from '../../src/rollout/second-manifest.ts';
import { firstManifest } from './fake-plane.ts';

const log = '/var/log/kubernetes/kube-apiserver-audit-2026-11-21T00-00-00,000.log';

test('it listens elsewhere, writes elsewhere, and does not touch the endpoint', () => {
  const text = secondManifest(firstManifest, { log });
  const { args, volumes, mounts, repeated } = parseApiServerManifest(text) ?? { args: new Map() };
  expect(Object.fromEntries(args)).toMatchObject({
    'secure-port': '16443',
    'endpoint-reconciler-type': 'none',
    'audit-policy-file': '/var/lib/kind-audit/change/policy.yaml',
    'audit-log-path': '/var/log/kind-audit/kube-apiserver-audit-2026-11-21T00-00-00,000.log',
    'advertise-address': '172.18.0.2',
    'goaway-chance': '0.02',
  });
  expect(repeated?.size).toBe(0);
  expect(volumes?.find(({ name }) => name === 'kind-audit-log')?.path).toBe('/var/log/kubernetes');
  expect(new Set(mounts?.map(({ mountPath }) => mountPath)).size).toBe(mounts?.length);
  const read = readPod(text);
  if (!('pod' in read)) throw new Error('no pod');
  expect(read.pod.metadata?.name).toBe('kind-audit-second-api-server');
  expect(read.container.ports).toBeUndefined();
  expect(read.container.livenessProbe?.httpGet?.port).toBe(16443);
});

test('where nothing is audited it has no policy and no log', () => {
  const text = secondManifest(firstManifest, { log: null });
  expect([...(parseApiServerManifest(text)?.args.keys() ?? [])].filter((name) => name.startsWith('audit-'))).toEqual(
    [],
  );
  expect(text).not.toContain('kind-audit-log');
});

test.each([
  ['registry.k8s.io/kube-apiserver:v1.26.15', false],
  ['registry.k8s.io/kube-apiserver:v1.27.0', true],
  ['registry.test:5000/kube-apiserver:v1.36.3', true],
  ['kube-apiserver', true],
])('a first server of %s drains its watches: %s', (image, drains) => {
  const text = withChangeoverArguments(firstManifest.replace('name: kube-apiserver\n    c', `image: ${image}\n    c`));
  const args = parseApiServerManifest(text)?.args;
  expect(args?.get('goaway-chance')).toBe('0.02');
  expect(args?.get('shutdown-watch-termination-grace-period')).toBe(drains ? '5s' : undefined);
  expect(withChangeoverArguments(text)).toBe(text);
});

test('the redirect spares the loopback of the node, and comes before the rules of kube-proxy', () => {
  const service = { address: '10.96.0.1', port: 443 };
  const table = redirectTable({ port: 6443, address: '172.18.0.2', service });
  expect(table).toContain(
    'type nat hook output priority -110\n    ip daddr 127.0.0.0/8 return\n    ip6 daddr ::1 return\n',
  );
  expect(table.match(/ip daddr 10\.96\.0\.1 tcp dport 443 dnat ip to 172\.18\.0\.2:16443\n/g)).toHaveLength(2);
  const six = redirectTable({ port: 6443, address: 'fd00::2', service: { address: 'fd00:10:96::1', port: 443 } });
  expect(six).toContain('ip6 daddr fd00:10:96::1 tcp dport 443 dnat ip6 to [fd00::2]:16443');
});

test('what is sent to a server that stops is held for seconds, never for ever, and not on the loopback', () => {
  for (const table of [redirectTable({ port: 6443, address: '172.18.0.2', service: null }), holdingTable]) {
    expect(table).toContain('ip saddr 127.0.0.0/8 accept\n');
    expect(table).toContain('ip6 saddr ::1 accept\n');
    expect(table).toContain('tcp dport @held ct state established meta length > 84 drop\n');
    expect(table).toContain('    flags timeout\n');
  }
  expect(holdingTable).not.toContain('hook prerouting');
  expect(holdingTable.trim().split('\n').at(-1)).toBe('add element inet kind-audit held { 16443 timeout 4s }');
});
