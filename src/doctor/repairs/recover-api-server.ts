// Repair: an API server that is down is brought back with the last policy that worked, or else without auditing.
import { sameContent } from '../../core/content.ts';
import type { Node, World } from '../../core/ports.ts';
import { messageOf, Problem } from '../../core/problem.ts';
import type { UndoableVoice } from '../../core/step.ts';
import { systemProblem } from '../../core/system-error.ts';
import type { ApiServerManifest } from '../../kind/api-server-manifest.ts';
import { withAuditing, withoutAuditing, type WantedAuditing } from '../../kind/edit-manifest.ts';
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
import { isForeign, wantedAuditing } from './fix-manifest.ts';

/** The repair of an API server that auditing has stopped; `words` are the last ones of the server, or of the kubelet. */
export function recoverApiServer(node: Node, target: Target, words: string): Repair {
  const first =
    target.policy === null
      ? 'as kubeadm was configured'
      : 'as kubeadm was configured, or with the last policy that worked';
  return {
    key: { kind: 'recover', node: node.name },
    rank: 'api-server',
    title: `bring the API server of ${node.name} back ${first}; where nothing works, without auditing (every --audit-* removed)`,
    steps: [
      {
        id: `recover:${node.name}`,
        title: `Bring the API server of ${node.name} back`,
        async run(world, voice) {
          const wanted = wantedAuditing((await target.inspect(node)).kubeadm);
          const { manifest } = await target.survey(node);
          const told = manifest === null || wanted === null || !hasForeign(manifest, wanted) ? null : wanted;
          const stamp = stampOf(world);
          return recover({ node, policy: target.policy, told, kept: keptInNode(world), stamp }, words, world, voice);
        },
      },
    ],
  };
}

/** Whether a manifest has audit arguments that kubeadm was not given, or not so. */
function hasForeign({ args, repeated }: ApiServerManifest, wanted: WantedAuditing): boolean {
  const isAudit = (name: string): boolean => name.startsWith('audit-');
  const foreign = isForeign(wanted);
  return [...args].some(([name, value]) => foreign(name, value)) || [...repeated.keys()].some(isAudit);
}

type Voice = UndoableVoice<ReplacedPolicy | ReplacedManifest>;

interface Recovery {
  readonly node: Node;
  readonly policy: PolicyFiles | null;
  /** The auditing that kubeadm was given, where the manifest has another one. */
  readonly told: WantedAuditing | null;
  /** The folder in the node that keeps its manifest, the same for all attempts: the first manifest stays in it. */
  readonly kept: string;
  readonly stamp: string;
}

async function recover(recovery: Recovery, words: string, world: World, voice: Voice): Promise<string> {
  const failed: string[] = [];
  const attempts = [() => asTold(recovery, failed, world, voice), () => withPolicies(recovery, failed, world, voice)];
  // Where the server names the policy, that is tried first, so that arguments that work stay.
  if (/audit policy file/.test(words)) attempts.reverse();
  else attempts.unshift(() => asItIs(recovery, world, voice));
  for (const attempt of attempts) {
    const how = await attempt();
    if (how !== null) return how;
  }
  voice.progress('trying without auditing');
  const { node, kept, stamp } = recovery;
  const edit = (text: string | null): string => withoutAuditing(sameManifest(text));
  await replaceUndoably({ node, kept, mark: `${stamp}-without`, edit, signal: world.signal }, voice);
  const why = failed.length === 0 ? 'no policy is known to have worked' : `${failed.join(' and ')} did not work`;
  return `WITHOUT AUDITING: ${why}, so every --audit-* was removed; the old manifest is kept in ${node.name}:${kept}`;
}

/** What stopped the server may be gone: a new pod starts at once, one that the kubelet restarts waits for its turn. */
async function asItIs({ node, kept, stamp }: Recovery, { signal }: World, voice: Voice): Promise<string | null> {
  voice.progress('trying what is there');
  const replacement = { node, kept, mark: `${stamp}-same`, edit: sameManifest, signal };
  return (await succeeds(() => replaceManifest(replacement, voice), signal)) ? 'with what is there' : null;
}

/** With the audit arguments of kubeadm's configuration, and no others. */
async function asTold(
  { node, told, kept, stamp }: Recovery,
  failed: string[],
  { signal }: World,
  voice: Voice,
): Promise<string | null> {
  if (told === null) return null;
  voice.progress('trying the audit arguments that kubeadm was given');
  const edit = (text: string | null): string => withAuditing(sameManifest(text), told, isForeign(told));
  const replacement = { node, kept, mark: `${stamp}-told`, edit, signal };
  if (await succeeds(() => replaceUndoably(replacement, voice), signal))
    return `with the audit arguments that kubeadm was given; the old manifest is kept in ${node.name}:${kept}`;
  failed.push('the audit arguments that kubeadm was given');
  return null;
}

async function withPolicies(
  { node, policy, kept, stamp }: Recovery,
  failed: string[],
  world: World,
  voice: Voice,
): Promise<string | null> {
  if (policy === null) return null;
  const { signal } = world;
  for (const [index, candidate] of (await candidates(policy, world)).entries()) {
    voice.progress(`trying ${candidate.what}`);
    const place = { deployed: policy.deployed, kept: `${policy.kept}/${stamp}-${index}/${POLICY_NAME}` };
    let replaced: ReplacedPolicy | null = null;
    const works = await succeeds(async () => {
      replaced = await replacePolicy(world, place, candidate.text, voice);
      await replaceManifest({ node, kept, mark: `${stamp}-${index}`, edit: sameManifest, signal }, voice);
    }, signal);
    if (works) {
      await rememberWorked(world, policy.worked, candidate.text, voice);
      const before = await world.files.stat(place.kept);
      return `with ${candidate.what}${before === null ? '' : `; the one before is kept in ${place.kept}`}`;
    }
    failed.push(candidate.what);
    // What cannot be put back was not a policy: the next one replaces it.
    if (replaced !== null)
      await restorePolicy(replaced, world).catch((left: unknown) => voice.progress(messageOf(left)));
  }
  return null;
}

/** Whether an attempt succeeds. A full disk on this host is no reason to leave the server down; an interruption is thrown. */
async function succeeds(attempt: () => Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if ((systemProblem(error) ?? error) instanceof Problem) return false;
    throw error;
  }
}

/** The policies to try, the most promising first, without duplicates. */
async function candidates(policy: PolicyFiles, world: World): Promise<readonly GoodPolicy[]> {
  const found = [await workedPolicy(world, policy), await projectPolicy(world, policy)].filter((each) => each !== null);
  return found.filter(({ text }, index) => found.findIndex((other) => sameContent(other.text, text)) === index);
}
