// Repair: a dead API server is brought back with the last policy that worked, or else without auditing.
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
import { putPolicy, takePolicyBack, type PutPolicy } from '../undos/put-policy.ts';
import { replaceUndoably, type ReplacedManifest } from '../undos/replaced-manifest.ts';
import { sameManifest } from '../undos/restarted-server.ts';

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
  voice: UndoableVoice<PutPolicy | ReplacedManifest>,
): Promise<string> {
  const kept = keptInNode(world);
  const stamp = stampOf(world);
  const { signal } = world;
  const failed: string[] = [];
  for (const [index, candidate] of (policy === null ? [] : await candidates(policy, world)).entries()) {
    if (policy === null) break;
    voice.progress(`trying ${candidate.what}`);
    const place = { deployed: policy.deployed, kept: `${policy.kept}/${stamp}-${index}/${POLICY_NAME}` };
    let put: PutPolicy | null = null;
    try {
      put = await putPolicy(world, place, candidate.text, voice);
      await replaceManifest({ node, kept, mark: `${stamp}-${index}`, edit: sameManifest, signal }, voice);
    } catch (error) {
      signal.throwIfAborted();
      // A full disk here is no reason to leave the server dead.
      if (!((systemProblem(error) ?? error) instanceof Problem)) throw error;
      failed.push(candidate.what);
      // What cannot be put back was no policy: the next one takes its place.
      if (put !== null) await takePolicyBack(put, world).catch((left: unknown) => voice.progress(messageOf(left)));
      continue;
    }
    await rememberWorked(world, policy.worked, candidate.text, voice);
    return `with ${candidate.what}${put.before === 'nothing' ? '' : `; the one before is kept in ${place.kept}`}`;
  }
  voice.progress('trying without auditing');
  const edit = (text: string | null): string => withoutAuditing(sameManifest(text));
  await replaceUndoably({ node, kept, mark: `${stamp}-without`, edit, signal }, false, voice);
  const why = failed.length === 0 ? 'no policy is known that worked' : `${failed.join(' and ')} did not work`;
  return `WITHOUT AUDITING: ${why}, so --audit-log-* and --audit-policy-file were removed; the manifest as it was is kept in ${node.name}:${kept}`;
}

/** The policies to try, the likeliest first, each text once. */
async function candidates(policy: PolicyFiles, world: World): Promise<readonly GoodPolicy[]> {
  const found = [await workedPolicy(world, policy), await projectPolicy(world, policy)].filter((each) => each !== null);
  return found.filter(({ text }, index) => found.findIndex((other) => other.text === text) === index);
}
