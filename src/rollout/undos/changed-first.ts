// Undo: the first server of a node gets the manifest and the policy back that it had before the change.
import type { World } from '../../core/ports.ts';
import { quietVoice } from '../../core/quiet-voice.ts';
import { markOf, UNDONE } from '../../kind/edit-manifest.ts';
import { clusterOfNode } from '../../kind/cluster-name.ts';
import { readManifestText } from '../../node/replace-manifest.ts';
import { canOverlap } from '../strategy.ts';
import { readFacts, type NodeFacts } from '../facts.ts';
import { awaitFirst, KEPT_MANIFEST, replaceFirst } from '../first-server.ts';
import { findNode } from '../in-node.ts';
import { overlapping } from '../overlap.ts';
import { putBackPolicyFile, type ChangedPolicyFile } from '../policy-file.ts';

/** Announced before the first server's policy and manifest are replaced. */
export type ChangedFirst = {
  readonly kind: 'changed-first';
  readonly node: string;
  /** The mark of the new manifest. */
  readonly mark: string;
  readonly policy: ChangedPolicyFile | null;
};

/**
 * Puts both back where the change has replaced them. The API serves meanwhile: by the second server where it is still there,
 * else by one that is started with the old policy.
 */
export async function restoreFirst({ node: name, mark, policy }: ChangedFirst, world: World): Promise<void> {
  const node = await findNode(world, name);
  const facts = await readFacts(node);
  const now = facts.manifestText === null ? null : markOf(facts.manifestText);
  const undone = `${mark}${UNDONE}`;
  if (policy !== null) await putBackPolicyFile(policy, node, world);
  const isUndone = now?.startsWith(undone) === true;
  if (now !== mark && !isUndone) return;
  const kept = await readManifestText(node, KEPT_MANIFEST);
  // Another run, which did not know of this change, may have cleared the node away.
  if (kept === null)
    world.report({
      type: 'note',
      level: 'warn',
      text: `${name} does not hold its manifest of before the change any more: its API server keeps the arguments of the change; kind-audit doctor --name ${clusterOfNode(name)} compares them`,
    });
  const before = kept ?? facts.manifestText;
  if (before === null) return;
  const restore = async (served: boolean): Promise<void> => {
    const { port } = facts.servedAt;
    if (isUndone && (await awaitFirst(node, port, world))) return;
    const again = isUndone ? `${undone}-${world.random(2)}` : undone;
    await replaceFirst({ node, port, manifest: before, mark: again, served }, quietVoice(world));
  };
  if (isServedBySecond(facts)) await restore(true);
  else if (facts.ready && canOverlap(facts) === null) {
    await overlapping(node, facts, before, world, () => restore(true));
  } else await restore(false);
}

function isServedBySecond({ left }: NodeFacts): boolean {
  return left.second && left.redirect;
}
