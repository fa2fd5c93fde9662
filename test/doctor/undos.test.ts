// Every undo record of a repair: executed after work that was not begun, half done, or done.
import { expect, test } from 'vitest';
import type { Node, World } from '../../src/core/ports.ts';
import { moveOut } from '../../src/doctor/undos/moved-strays.ts';
import { replacePolicy } from '../../src/doctor/undos/replaced-policy.ts';
import { replaceUndoably } from '../../src/doctor/undos/replaced-manifest.ts';
import { restartServer } from '../../src/doctor/undos/restarted-server.ts';
import { repairUndos, type RepairUndo } from '../../src/doctor/undos/table.ts';
import { markOf } from '../../src/kind/edit-manifest.ts';
import { API_SERVER_MANIFEST, MANIFESTS_DIR } from '../../src/kind/paths.ts';
import { fault, faulty, type Fault } from '../kit/faulty.ts';
import { undoTwice } from '../kit/undo.ts';
import { fakeVoice } from '../kit/voice.ts';
import { goodPolicy, manifestText, policyFiles } from './fake-target.ts';
import { memoryCluster, type MemoryCluster } from './memory-cluster.ts';

const { deployed } = policyFiles;
const old = `${goodPolicy}# old\n`;
const place = { deployed, kept: '/state/kept/1/audit-policy.yaml' };
const stray = `${MANIFESTS_DIR}/a.bak`;

type Work = (world: World, node: Node, voice: ReturnType<typeof fakeVoice<RepairUndo>>) => Promise<unknown>;

/** Does the work with a fault at each of its calls, undoes it twice, and looks; and once without a fault. */
async function everywhere(
  make: () => MemoryCluster,
  work: Work,
  look: (it: MemoryCluster, at: Fault, left: readonly string[]) => void,
): Promise<void> {
  for (const kind of ['before', 'after'] as const) {
    for (let call = 1; ; call += 1) {
      const it = make();
      const at = fault(kind, call);
      const world = faulty(it.target.world, at);
      const node = (await world.engine()).node({ name: 'kind-control-plane', role: 'control-plane' });
      const voice = fakeVoice<RepairUndo>();
      await work(world, node, voice).catch(() => undefined);
      look(it, at, await undoTwice(voice.records, repairUndos, it.target.world));
      if (at.hit === null) break;
      expect(call).toBeLessThan(20);
    }
  }
}

test('a policy that was put in place', async () => {
  await everywhere(
    () => memoryCluster({ [deployed]: old }),
    (world, _node, voice) => replacePolicy(world, place, goodPolicy, voice),
    (it, at, left) => expect([it.read(deployed), left], String(at.hit)).toEqual([old, []]),
  );
});

test('a policy in place of a folder: the folder is back unless the new policy is there; then both are kept', async () => {
  await everywhere(
    () => memoryCluster({ [`${deployed}/inside`]: 'x' }),
    (world, _node, voice) => replacePolicy(world, place, goodPolicy, voice),
    (it, at, left) => {
      if (left.length === 0) expect(it.read(`${deployed}/inside`), String(at.hit)).toBe('x');
      else expect([it.read(deployed), it.read(`${place.kept}/inside`)]).toEqual([goodPolicy, 'x']);
    },
  );
});

test('a policy where none was: it stays once it is there, and that is reported', async () => {
  await everywhere(
    () => memoryCluster({}),
    (world, _node, voice) => replacePolicy(world, place, goodPolicy, voice),
    (it, at, left) => {
      const isThere = it.read(deployed) !== undefined;
      const words = `the new policy stays in ${deployed}: there was none before`;
      expect(left, String(at.hit)).toEqual(isThere ? [words] : []);
    },
  );
});

test('a server that was restarted with a new policy', async () => {
  const record = { keptInNode: '/kept', mark: 'm', policy: { ...place, written: goodPolicy } };
  await everywhere(
    () => memoryCluster({ [deployed]: old }),
    async (world, node, voice) => {
      await replacePolicy(world, place, goodPolicy, voice);
      await restartServer(node, record, world, voice);
    },
    (it, at, left) => {
      expect([it.read(deployed), it.nodes[0]?.policy, left], String(at.hit)).toEqual([old, old, []]);
      expect(it.nodes[0]?.starts, String(at.hit)).toBe(
        markOf(it.nodes[0]?.files.get(API_SERVER_MANIFEST) ?? '') === null ? 0 : 2,
      );
    },
  );
});

test.each([true, false])('a manifest that was replaced, where the server worked before: %s', async (worked) => {
  await everywhere(
    () => {
      const it = memoryCluster({ [deployed]: old });
      const [node] = it.nodes;
      if (node !== undefined && !worked) node.policy = undefined;
      return it;
    },
    (_world, node, voice) => replaceUndoably({ node, kept: '/kept', mark: 'm', edit: () => manifestText([]) }, voice),
    (it, at, left) => {
      expect(left, String(at.hit)).toEqual([]);
      expect(it.nodes[0]?.files.get(API_SERVER_MANIFEST), String(at.hit)).toContain('--audit-policy-file');
      // A server that did not work is not made to.
      expect(it.nodes[0]?.policy, String(at.hit)).toBe(worked || (it.nodes[0]?.starts ?? 0) > 0 ? old : undefined);
    },
  );
});

test('a manifest where none was: it stays once it is there, and that is reported', async () => {
  await everywhere(
    () => memoryCluster({ [deployed]: old }, { manifest: null }),
    (_world, node, voice) => replaceUndoably({ node, kept: '/kept', mark: 'm', edit: () => manifestText() }, voice),
    (it, at, left) => {
      const isThere = it.nodes[0]?.files.has(API_SERVER_MANIFEST) === true;
      const words = 'the new manifest stays in kind-control-plane: there was none before';
      expect(left, String(at.hit)).toEqual(isThere ? [words] : []);
    },
  );
});

test('strays that were moved; what is there in the meantime is not overwritten', async () => {
  const make = (): MemoryCluster => {
    const it = memoryCluster({ [deployed]: old });
    it.nodes[0]?.files.set(stray, 'stray');
    return it;
  };
  await everywhere(
    make,
    (_world, node, voice) => moveOut(node, ['a.bak'], '/kept', voice),
    (it, at) => expect(it.nodes[0]?.files.get(stray), String(at.hit)).toBe('stray'),
  );
  const it = make();
  const voice = fakeVoice<RepairUndo>();
  const [node] = it.target.controlPlanes;
  if (node === undefined) throw new Error('no node');
  await moveOut(node, ['a.bak'], '/kept', voice);
  it.nodes[0]?.files.set(stray, 'another');
  expect(await undoTwice(voice.records, repairUndos, it.target.world)).toEqual([
    `a.bak of kind-control-plane:/kept was not moved back: another file of its name is in ${MANIFESTS_DIR}`,
  ]);
  expect([stray, '/kept/a.bak'].map((path) => it.nodes[0]?.files.get(path))).toEqual(['another', 'stray']);
});

const edited = `${goodPolicy}# edited by hand\n`;
const policyStays = `${deployed} was edited meanwhile and stays as it is; the policy from before the repair is kept in ${place.kept}`;

/** A cluster, its node, and a voice that keeps what was announced. */
function begun(files: Record<string, string> = { [deployed]: old }): {
  readonly it: MemoryCluster;
  readonly node: Node;
  readonly voice: ReturnType<typeof fakeVoice<RepairUndo>>;
} {
  const it = memoryCluster(files);
  const [node] = it.target.controlPlanes;
  if (node === undefined) throw new Error('no node');
  return { it, node, voice: fakeVoice<RepairUndo>() };
}

test('a policy that was edited after it was put in place is not overwritten', async () => {
  const { it, voice } = begun();
  await replacePolicy(it.target.world, place, goodPolicy, voice);
  await it.target.world.files.write(deployed, edited);
  expect(await undoTwice(voice.records, repairUndos, it.target.world)).toEqual([policyStays]);
  expect([it.read(deployed), it.read(place.kept)]).toEqual([edited, old]);
});

test('a policy that was removed after it was put in place is put back', async () => {
  const { it, voice } = begun();
  await replacePolicy(it.target.world, place, goodPolicy, voice);
  await it.target.world.files.remove(deployed);
  expect(await undoTwice(voice.records, repairUndos, it.target.world)).toEqual([]);
  expect(it.read(deployed)).toBe(old);
});

test('a server that was restarted is not restarted with an edit that was made meanwhile', async () => {
  const { it, node, voice } = begun();
  const policy = await replacePolicy(it.target.world, place, goodPolicy, voice);
  await restartServer(node, { keptInNode: '/kept', mark: 'm', policy }, it.target.world, voice);
  await it.target.world.files.write(deployed, edited);
  expect(await undoTwice(voice.records, repairUndos, it.target.world)).toEqual([policyStays, policyStays]);
  expect([it.read(deployed), it.nodes[0]?.policy, it.nodes[0]?.starts]).toEqual([edited, goodPolicy, 1]);
});

test.each([
  ['edited', (text: string) => `${text}# edited\n`],
  ['replaced', () => manifestText(['kube-apiserver', '--v=2'])],
])('a manifest that was %s after it was put in place is not overwritten', async (_how, change) => {
  const { it, node, voice } = begun();
  await replaceUndoably({ node, kept: '/kept', mark: 'm', edit: () => manifestText([]) }, voice);
  const now = change(it.nodes[0]?.files.get(API_SERVER_MANIFEST) ?? '');
  it.nodes[0]?.files.set(API_SERVER_MANIFEST, now);
  expect(await undoTwice(voice.records, repairUndos, it.target.world)).toEqual([
    'kube-apiserver.yaml of kind-control-plane was edited meanwhile and stays as it is; the one from before the repair is kept in /kept',
  ]);
  expect(it.nodes[0]?.files.get(API_SERVER_MANIFEST)).toBe(now);
});

test('of two manifests that were put in place one after the other, the first one is back', async () => {
  const { it, node, voice } = begun();
  await replaceUndoably({ node, kept: '/kept', mark: 'm-1', edit: () => manifestText([]) }, voice);
  await replaceUndoably({ node, kept: '/kept', mark: 'm-2', edit: () => manifestText(['kube-apiserver']) }, voice);
  expect(await undoTwice(voice.records, repairUndos, it.target.world)).toEqual([]);
  expect(it.nodes[0]?.files.get(API_SERVER_MANIFEST)).toContain('--audit-policy-file');
});
