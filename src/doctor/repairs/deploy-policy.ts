// Repair: a policy is put into effect on every control plane, and what it replaces is kept.
import { jsonContent } from '../../core/content.ts';
import type { Node, World } from '../../core/ports.ts';
import type { Step } from '../../core/step.ts';
import { POLICY_NAME } from '../../kind/paths.ts';
import { replaceManifest } from '../../node/replace-manifest.ts';
import { stampOf } from '../../state/stamp.ts';
import { rememberWorked } from '../../state/worked-policy.ts';
import type { Target } from '../check.ts';
import type { GoodPolicy } from '../good-policy.ts';
import { keptInNode, type Repair } from '../repair.ts';
import { replacePolicy } from '../undos/replaced-policy.ts';
import { restartServer, sameManifest } from '../undos/restarted-server.ts';
import type { RepairUndo } from '../undos/table.ts';

/** Deploys a policy; null where the cluster has no deployed copy, or there is no policy to deploy. */
export function deployPolicy(target: Target, good: GoodPolicy | null): Repair | null {
  const { policy, world } = target;
  if (policy === null || good === null) return null;
  const nodes = target.controlPlanes.filter(
    ({ name }) => target.containers.find((container) => container.name === name)?.running !== false,
  );
  const mark = stampOf(world);
  const place = { deployed: policy.deployed, kept: `${policy.kept}/${mark}/${POLICY_NAME}` };
  const restart = { keptInNode: keptInNode(world), mark, policy: { ...place, written: jsonContent(good.text) } };
  return {
    key: { kind: 'deploy', node: null },
    rank: 'policy',
    title: `put ${good.what} (${good.path}) into effect on ${nodes.map(({ name }) => name).join(', ')}, one after another`,
    steps: [
      {
        id: 'put',
        title: 'Put the policy in place',
        async run(world, voice) {
          const { before } = await replacePolicy(world, place, good.text, voice);
          return before === 'nothing' ? undefined : `what was there is kept in ${place.kept}`;
        },
      },
      ...nodes.map((node): Step<World, RepairUndo> => ({
        ...restartTitle(node),
        run: (world, voice) => restartServer(node, restart, world, voice),
      })),
      {
        id: 'worked',
        title: 'Remember this policy as one that works',
        run: (world, voice) => rememberWorked(world, policy.worked, good.text, voice),
      },
    ],
  };
}

/** Restarts a node's API server, so that it reads the current policy file. There is no earlier policy to return to. */
export function restartApiServer(node: Node, world: World): Repair {
  const replacement = { node, kept: keptInNode(world), mark: stampOf(world), edit: sameManifest };
  return {
    key: { kind: 'restart', node: node.name },
    rank: 'api-server',
    title: `restart the API server of ${node.name}, so that it reads its policy`,
    steps: [
      {
        ...restartTitle(node),
        run: ({ signal }, voice) => replaceManifest({ ...replacement, signal }, voice),
      },
    ],
  };
}

function restartTitle({ name }: Node): { readonly id: string; readonly title: string } {
  return { id: `restart:${name}`, title: `Restart the API server of ${name}` };
}
