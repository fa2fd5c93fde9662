// Repair: an API server that is down is brought back with the last policy that worked, or else without auditing.
import type { Node, World } from '../../core/ports.ts';
import { messageOf, Problem } from '../../core/problem.ts';
import type { UndoableVoice } from '../../core/step.ts';
import { systemProblem } from '../../core/system-error.ts';
import { withoutAuditing } from '../../kind/edit-manifest.ts';
import { POLICY_NAME } from '../../kind/paths.ts';
import { replaceManifest } from '../../node/replace-manifest.ts';
import { stampOf } from '../../state/stamp.ts';
import { rememberWorked } from '../../state/worked-policy.ts';
import type { PolicyFiles, Target } from '../check.ts';
import { projectPolicy, workedPolicy, type GoodPolicy } from '../good-policy.ts';
import { keptInNode, type Repair } from '../repair.ts';
import { replacePolicy, restorePolicy, type ReplacedPolicy } from '../undos/replaced-policy.ts';
import { replaceUndoably, type ReplacedManifest } from '../undos/replaced-manifest.ts';
import { sameManifest } from '../undos/restarted-server.ts';

/** The repair of an API server that auditing has stopped. */
export function recoverApiServer(node: Node, { policy }: Target): Repair {
  const without = 'without auditing (--audit-log-* and --audit-policy-file removed)';
  return {
    key: { kind: 'recover', node: node.name },
    rank: 'api-server',
    title:
      policy === null
        ? `bring the API server of ${node.name} back ${without}`
        : `bring the API server of ${node.name} back with the last policy that worked; where none does, ${without}`,
    steps: [
      {
        id: `recover:${node.name}`,
        title: `Bring the API server of ${node.name} back`,
        run: (world, voice) => recover(node, policy, world, voice),
      },
    ],
  };
}

async function recover(
  node: Node,
  policy: PolicyFiles | null,
  world: World,
  voice: UndoableVoice<ReplacedPolicy | ReplacedManifest>,
): Promise<string> {
  const kept = keptInNode(world);
  const stamp = stampOf(world);
  const { signal } = world;
  const failed: string[] = [];
  for (const [index, candidate] of (policy === null ? [] : await candidates(policy, world)).entries()) {
    if (policy === null) break;
    voice.progress(`trying ${candidate.what}`);
    const place = { deployed: policy.deployed, kept: `${policy.kept}/${stamp}-${index}/${POLICY_NAME}` };
    let replaced: ReplacedPolicy | null = null;
    try {
      replaced = await replacePolicy(world, place, candidate.text, voice);
      await replaceManifest({ node, kept, mark: `${stamp}-${index}`, edit: sameManifest, signal }, voice);
    } catch (error) {
      signal.throwIfAborted();
      // A full disk on this host is no reason to leave the server down.
      if (!((systemProblem(error) ?? error) instanceof Problem)) throw error;
      failed.push(candidate.what);
      // What cannot be put back was not a policy: the next one replaces it.
      if (replaced !== null)
        await restorePolicy(replaced, world).catch((left: unknown) => voice.progress(messageOf(left)));
      continue;
    }
    await rememberWorked(world, policy.worked, candidate.text, voice);
    return `with ${candidate.what}${replaced.before === 'nothing' ? '' : `; the one before is kept in ${place.kept}`}`;
  }
  voice.progress('trying without auditing');
  const edit = (text: string | null): string => withoutAuditing(sameManifest(text));
  await replaceUndoably({ node, kept, mark: `${stamp}-without`, edit, signal }, voice);
  const why = failed.length === 0 ? 'no policy is known to have worked' : `${failed.join(' and ')} did not work`;
  return `WITHOUT AUDITING: ${why}, so --audit-log-* and --audit-policy-file were removed; the old manifest is kept in ${node.name}:${kept}`;
}

/** The policies to try, the most promising first, without duplicates. */
async function candidates(policy: PolicyFiles, world: World): Promise<readonly GoodPolicy[]> {
  const found = [await workedPolicy(world, policy), await projectPolicy(world, policy)].filter((each) => each !== null);
  return found.filter(({ text }, index) => found.findIndex((other) => other.text === text) === index);
}
