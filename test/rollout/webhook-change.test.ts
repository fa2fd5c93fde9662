// A change of the webhook: its files are in the nodes where a server names them, and nowhere else, whatever fails.
import { expect, test } from 'vitest';
import type { World } from '../../src/core/ports.ts';
import { parseApiServerManifest } from '../../src/kind/api-server-manifest.ts';
import { changeAuditing } from '../../src/rollout/change-auditing.ts';
import { webhookChange } from '../../src/rollout/change.ts';
import { finishEarlier } from '../../src/rollout/finish-earlier.ts';
import { lookAtCluster } from '../../src/rollout/situation.ts';
import { metadata } from '../cluster/scene.ts';
import { faultKinds } from '../kit/faulty.ts';
import { leftOver, planes, type Plane, type Planes } from './fake-plane.ts';
import { whicheverCallFails } from './whichever-call-fails.ts';

const DIR = '/etc/kubernetes/kind-audit-webhook/0123456789ab';
const CONFIG = `${DIR}/webhook.yaml`;
const files = [
  { path: `${DIR}/client.key`, content: 'the key' },
  { path: CONFIG, content: 'the kubeconfig' },
];
const args = new Map([
  ['audit-webhook-config-file', CONFIG],
  ['audit-webhook-mode', 'batch'],
]);

async function apply(
  world: World,
  change = webhookChange(args, [], files, 'webhook https://siem.example'),
): Promise<void> {
  await finishEarlier(world, 'kind');
  const situation = await lookAtCluster(world, 'kind');
  await changeAuditing(world, situation, change, { command: 'kind-audit set --webhook', meaning: [] });
}

const off = webhookChange(new Map(), [...args.keys()], [], 'no webhook');

const named = ({ first }: Plane): string | undefined =>
  parseApiServerManifest(first?.manifest ?? '')?.args.get('audit-webhook-config-file');

const kept = (plane: Plane): readonly string[] => [...plane.files.keys()].filter((path) => path.startsWith(`${DIR}/`));

/** Nothing of the change is half done: on a node, among nodes, and in what kubeadm knows. */
function isWhole(it: Planes, what: string): void {
  expect([it.dead, leftOver(it)], what).toEqual([[], []]);
  const isOn = it.cluster.kubeadm.includes(CONFIG);
  for (const plane of it.planes) {
    expect(named(plane), what).toBe(isOn ? CONFIG : undefined);
    expect(kept(plane), what).toEqual(isOn ? files.map(({ path }) => path) : []);
    expect(plane.first?.policy, what).toBe(metadata);
  }
}

test.each([1, 3])(
  'the webhook of %i control planes is in effect on each, with its files and its mount',
  async (count) => {
    const it = planes(count);
    await apply(it.world);
    isWhole(it, 'on');
    for (const plane of it.planes) {
      const { mounts, volumes } = parseApiServerManifest(plane.first?.manifest ?? '') ?? { mounts: [], volumes: [] };
      expect(mounts).toContainEqual({
        name: 'kind-audit-webhook',
        mountPath: '/etc/kubernetes/kind-audit-webhook',
        readOnly: true,
      });
      expect(volumes.find(({ name }) => name === 'kind-audit-webhook')?.path).toBe(
        '/etc/kubernetes/kind-audit-webhook',
      );
      expect(plane.files.get(`${DIR}/client.key`)).toBe('the key');
    }
    expect(it.cluster.kubeadm).toContain('kind-audit-webhook');
    expect(it.unheld).toEqual([]);
  },
);

test('the second server sends to the same backend', async () => {
  const it = planes(1);
  const seen: (string | undefined)[] = [];
  const [plane] = it.planes;
  if (plane === undefined) throw new Error('one plane');
  const { starts } = plane;
  plane.starts = (server, which) => {
    if (which === 'second') seen.push(parseApiServerManifest(server.manifest)?.args.get('audit-webhook-config-file'));
    return starts(server, which);
  };
  await apply(it.world);
  expect(seen).toEqual([CONFIG]);
});

test('a webhook that goes leaves its files for the way back', async () => {
  const it = planes(1);
  await apply(it.world);
  await apply(it.world, off);
  const [plane] = it.planes;
  if (plane === undefined) throw new Error('one plane');
  expect([named(plane), kept(plane).length, it.cluster.kubeadm.includes(CONFIG)]).toEqual([undefined, 2, false]);
  await apply(it.world);
  isWhole(it, 'on again');
});

test('a server that does not start with it leaves nothing of it', async () => {
  const it = planes(2);
  for (const plane of it.planes) {
    const { starts } = plane;
    plane.starts = (server, which) => !server.manifest.includes(CONFIG) && starts(server, which);
  }
  await expect(apply(it.world)).rejects.toThrow(/did not become ready/);
  isWhole(it, 'undone');
  expect(it.cluster.kubeadm).not.toContain(CONFIG);
});

test.each(faultKinds)('whichever call fails (%s), a later run leaves the webhook whole or not at all', async (kind) => {
  await whicheverCallFails(kind, apply, async (it, what) => {
    await finishEarlier(it.world, 'kind');
    isWhole(it, what);
  });
});
