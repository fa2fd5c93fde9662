// Repair: a policy is put in force on every control plane, and what it replaces is kept.
import type { Node, World } from '../../core/ports.ts';
import type { Step } from '../../core/step.ts';
import type { PolicyFiles, Target } from '../check.ts';
import type { GoodPolicy } from '../good-policy.ts';
import { keptInNode, stampOf, type Repair } from '../repair.ts';
import { replaceManifest } from '../../node/replace-manifest.ts';

const silent = { progress: () => undefined, alreadyTook: () => undefined };

/** Deploys a policy; null where the cluster has no deployed copy, or nothing to put in force. */
export function deployPolicy(target: Target, good: GoodPolicy | null): Repair | null {
  const { policy, world } = target;
  if (policy === null || good === null) return null;
  const nodes = target.controlPlanes.filter(
    ({ name }) => target.containers.find((container) => container.name === name)?.running !== false,
  );
  const stamp = stampOf(world);
  return {
    key: 'deploy',
    rank: 'policy',
    title: `put ${good.what} (${good.path}) in force on ${nodes.map(({ name }) => name).join(', ')}, one after the other`,
    steps: [
      putStep(policy, good, nodes, stamp),
      ...nodes.map((node) => restartStep(node, keptInNode(world), stamp)),
      {
        id: 'worked',
        title: 'Remember this policy as one that works',
        run: (world: World) => world.files.write(policy.worked, good.text),
      },
    ],
  };
}

/** Restarts a node's API server, so that it reads the policy that lies there. */
export function restartApiServer(node: Node, world: World): Repair {
  return {
    key: `restart:${node.name}`,
    rank: 'api-server',
    title: `restart the API server of ${node.name}, so that it reads the policy`,
    steps: [restartStep(node, keptInNode(world), stampOf(world))],
  };
}

/** The policy's undo comes last and so restarts the servers itself: only then does the old policy lie there again. */
function putStep(policy: PolicyFiles, good: GoodPolicy, nodes: readonly Node[], stamp: string): Step<World> {
  const kept = `${policy.kept}/${stamp}`;
  let replaced = false;
  return {
    id: 'put',
    title: 'Put the policy in place',
    async run(world) {
      replaced = await putPolicy(world, policy, good.text, kept);
      return replaced ? `what was there is kept in ${kept}` : undefined;
    },
    async undo(world) {
      if (!replaced) return;
      await restorePolicy(world, policy, kept);
      for (const node of nodes)
        await replaceManifest({ node, kept: keptInNode(world), mark: `${stamp}-undone`, edit: asItIs }, silent);
    },
  };
}

/** Writes the deployed copy; what was there, even a folder, is moved to `kept`. Gives whether something was there. */
export async function putPolicy(world: World, policy: PolicyFiles, text: string, kept: string): Promise<boolean> {
  const stat = await world.files.stat(policy.deployed);
  if (stat !== null) {
    await world.files.makeDir(kept, 0o700);
    if (stat.kind === 'file') await world.files.copy(policy.deployed, `${kept}/audit-policy.yaml`);
    else await world.files.rename(policy.deployed, `${kept}/audit-policy.yaml`);
  }
  await world.files.write(policy.deployed, text);
  return stat !== null;
}

/** Puts a kept copy back; a folder that was no policy stays where it was moved to. */
export async function restorePolicy(world: World, policy: PolicyFiles, kept: string): Promise<void> {
  const path = `${kept}/audit-policy.yaml`;
  if ((await world.files.stat(path))?.kind !== 'file') return;
  const bytes = await world.files.readBytes(path);
  if (bytes !== null) await world.files.write(policy.deployed, bytes);
}

function restartStep(node: Node, kept: string, mark: string): Step<World> {
  return {
    id: `restart:${node.name}`,
    title: `Restart the API server of ${node.name}`,
    run: ({ signal }, voice) => replaceManifest({ node, kept, mark, edit: asItIs, signal }, voice),
  };
}

function asItIs(text: string | null): string {
  if (text === null) throw new Error('there is no manifest to restart');
  return text;
}
