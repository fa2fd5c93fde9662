// The node is a full one: system pods run, names resolve, services are reached, and it comes back after
// a restart and with another address.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWorkloadImage, workload, WORKLOAD_IMAGE } from './kit/workload.ts';
import { must, run, setScene, start, until, type Ran } from './kit/scene.ts';

const scene = setScene('node');
const node = `${scene.name}-control-plane`;
const squatter = `${scene.name}-squatter`;

beforeAll(async () => {
  expect((await scene.cli('up', '--yes', '--wait', '120s')).code).toBe(0);
  await buildWorkloadImage(node);
  await must(['kind', 'load', 'docker-image', WORKLOAD_IMAGE, '--name', scene.name]);
});
afterAll(async () => {
  await run(['docker', 'rm', '--force', squatter]);
  await scene[Symbol.asyncDispose]();
});

/** Applies a manifest in the node. */
async function apply(manifest: string): Promise<void> {
  const argv = [
    'docker',
    'exec',
    '--interactive',
    node,
    'kubectl',
    '--kubeconfig',
    '/etc/kubernetes/admin.conf',
    'apply',
    '-f',
    '-',
  ];
  const ran = await start(argv, { input: manifest }).ended;
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
}

async function phases(label: string): Promise<string[]> {
  const text = await scene.kubectl(
    'get',
    'pods',
    '--namespace',
    'kube-system',
    '--selector',
    label,
    '--output',
    'jsonpath={.items[*].status.phase}',
  );
  return text.split(' ');
}

async function kubectlInNode(...args: readonly string[]): Promise<Ran> {
  return run(['docker', 'exec', node, 'kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', ...args]);
}

async function reaches(): Promise<boolean> {
  const ran = await kubectlInNode(
    'exec',
    'client',
    '--',
    'curl',
    '--silent',
    '--max-time',
    '3',
    'http://web.default.svc.cluster.local',
  );
  return ran.stdout === 'reached\n';
}

async function isReady(): Promise<boolean> {
  const ran = await kubectlInNode('wait', '--for=condition=Ready', 'nodes', '--all', '--timeout=1s');
  return ran.code === 0;
}

async function expectAudited(): Promise<void> {
  await until('doctor finds it healthy', async () => (await scene.cli('doctor')).code === 0, 90_000);
}

test('kube-proxy and coredns are running', async () => {
  await until('coredns runs', async () => (await phases('k8s-app=kube-dns')).join() === 'Running,Running', 90_000);
  expect(await phases('k8s-app=kube-proxy')).toEqual(['Running']);
});

test('a pod resolves a service by name and reaches it', async () => {
  await apply(workload(node, node));
  await until('the client reaches the service', reaches, 90_000);
});

test('it is ready again after a restart, and still audits', async () => {
  await must(['docker', 'restart', node]);
  await until('the node is ready', isReady, 120_000);
  await expectAudited();
  await until('the client reaches the service', reaches, 90_000);
}, 320_000);

test('it is ready again with another address, and still audits', async () => {
  const address = async (container: string): Promise<string> =>
    (await must(['docker', 'inspect', '--format', '{{.NetworkSettings.Networks.kind.IPAddress}}', container])).trim();
  const before = await address(node);
  await must(['docker', 'stop', node]);
  await must(['docker', 'run', '--detach', '--name', squatter, '--network', 'kind', WORKLOAD_IMAGE, 'sleep', '100000']);
  expect(await address(squatter), 'the freed address is given to the next container').toBe(before);
  await must(['docker', 'start', node]);
  expect(await address(node)).not.toBe(before);
  await until('the node is ready', isReady, 120_000);
  await expectAudited();
  await until('the client reaches the service', reaches, 90_000);
  expect(await scene.inNode('cat /etc/kubernetes/manifests/*.yaml')).not.toContain(`${before}:`);
}, 320_000);
