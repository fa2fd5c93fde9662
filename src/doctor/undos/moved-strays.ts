// Moving files out of the manifests folder so that it can be undone: the undo moves them in again.
import { commandFailed } from '../../core/command-failed.ts';
import type { Node, World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { UndoableVoice } from '../../core/step.ts';
import { MANIFESTS_DIR } from '../../kind/paths.ts';
import moveScript from '../repairs/scripts/move-strays.sh';
import { nodeOf } from './in-node.ts';

/** Announced before anything is moved. */
export type MovedStrays = {
  readonly kind: 'moved-strays';
  readonly node: string;
  readonly names: readonly string[];
  /** The folder in the node that they are moved to. */
  readonly kept: string;
};

/** Announces the move, then moves them. */
export async function moveOut(
  node: Node,
  names: readonly string[],
  kept: string,
  voice: UndoableVoice<MovedStrays>,
): Promise<void> {
  await voice.undoable({ kind: 'moved-strays', node: node.name, names, kept });
  await move(node, names, MANIFESTS_DIR, kept);
}

/** Moves back those that were moved; overwrites nothing, and throws a Problem that says what stays where it is. */
export async function moveIn({ node, names, kept }: MovedStrays, world: World): Promise<void> {
  const left = await move(await nodeOf(world, node), names, kept, MANIFESTS_DIR);
  if (left.length === 0) return;
  const what = `${left.join(', ')} of ${node}:${kept}`;
  throw new Problem('file-changed', `${what} was not moved back: another file of its name is in ${MANIFESTS_DIR}`);
}

/** Returns the names of those that stay. */
async function move(node: Node, names: readonly string[], from: string, to: string): Promise<readonly string[]> {
  const ran = await node.run(['bash', '-c', moveScript, 'move', from, to, ...names], { timeoutMs: 10_000 });
  if (ran.exitCode !== 0) throw commandFailed(ran, `cannot move files in ${node.name}`);
  return ran.stdout.split('\n').filter((line) => line !== '');
}
