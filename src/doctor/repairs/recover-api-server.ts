// Repair: a dead API server is brought back with the last policy that worked, or else without auditing.
import type { Node, World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { StepVoice } from '../../core/step.ts';
import { withoutAuditing } from '../../kind/edit-manifest.ts';
import type { PolicyFiles, Target } from '../check.ts';
import { projectPolicy, workedPolicy, type GoodPolicy } from '../good-policy.ts';
import { keptInNode, stampOf, type Repair } from '../repair.ts';
import { putPolicy, restorePolicy } from './deploy-policy.ts';
import { replaceManifest } from '../../node/replace-manifest.ts';

/** The key by which the plan knows that a node has lost its auditing in this run, and leaves it so. */
export function recoverKey(node: Pick<Node, 'name'>): string {
  return `recover:${node.name}`;
}

export function recoverApiServer(node: Node, { policy }: Target): Repair {
  const without = 'without auditing (--audit-log-* and --audit-policy-file removed)';
  return {
    key: recoverKey(node),
    rank: 'api-server',
    title:
      policy === null
        ? `bring the API server of ${node.name} back ${without}`
        : `bring the API server of ${node.name} back with the last policy that worked; where none does, ${without}`,
    steps: [
      {
        id: recoverKey(node),
        title: `Bring the API server of ${node.name} back`,
        run: (world, voice) => recover(node, policy, world, voice),
      },
    ],
  };
}

async function recover(node: Node, policy: PolicyFiles | null, world: World, voice: StepVoice): Promise<string> {
  const kept = keptInNode(world);
  const stamp = stampOf(world);
  const candidates: GoodPolicy[] = [];
  if (policy !== null) {
    for (const found of [await workedPolicy(world, policy), await projectPolicy(world, policy)])
      if (found !== null && !candidates.some(({ text }) => text === found.text)) candidates.push(found);
  }
  const failed: string[] = [];
  for (const [index, candidate] of candidates.entries()) {
    if (policy === null) break;
    voice.progress(`trying ${candidate.what}`);
    const before = `${policy.kept}/${stamp}${index === 0 ? '' : `-${index}`}`;
    await putPolicy(world, policy, candidate.text, before);
    try {
      await replaceManifest({ node, kept, mark: `${stamp}-${index}`, edit: required, signal: world.signal }, voice);
      await world.files.write(policy.worked, candidate.text);
      return `with ${candidate.what}; the one before is kept in ${before}`;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      failed.push(candidate.what);
      await restorePolicy(world, policy, before);
    }
  }
  voice.progress('trying without auditing');
  const edit = (text: string | null): string => withoutAuditing(required(text));
  await replaceManifest({ node, kept, mark: `${stamp}-without`, edit, signal: world.signal }, voice);
  const why = failed.length === 0 ? 'no policy is known that worked' : `${failed.join(' and ')} did not work`;
  return `WITHOUT AUDITING: ${why}, so --audit-log-* and --audit-policy-file were removed; the manifest as it was is kept in ${node.name}:${kept}`;
}

function required(text: string | null): string {
  if (text === null) throw new Problem('api-server-not-ready', 'there is no manifest to start the API server from');
  return text;
}
