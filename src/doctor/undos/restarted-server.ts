// Restarting an API server with a new policy so that it can be taken back: its undo restarts it with the old one.
import type { Node, World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { UndoableVoice } from '../../core/step.ts';
import { markOf } from '../../kind/edit-manifest.ts';
import { readManifestText, replaceManifest } from '../../node/replace-manifest.ts';
import { nodeOf, quietVoice } from './in-node.ts';
import { restorePolicyFile, type PutPolicy } from './put-policy.ts';

/** Announced before the manifest of the node gets the mark by which its server is restarted. */
export type RestartedServer = {
  readonly kind: 'restarted-server';
  readonly node: string;
  /** The folder in the node that keeps its manifest. */
  readonly keptInNode: string;
  readonly mark: string;
  /** Where the policy as it was is kept, and where it belongs. */
  readonly policy: Pick<PutPolicy, 'deployed' | 'kept'>;
};

/** Announces the restart, and makes it. */
export async function restartServer(
  node: Node,
  record: Omit<RestartedServer, 'kind' | 'node'>,
  { signal }: Pick<World, 'signal'>,
  voice: UndoableVoice<RestartedServer>,
): Promise<string> {
  const { keptInNode: kept, mark } = record;
  await voice.undoable({ kind: 'restarted-server', node: node.name, ...record });
  return replaceManifest({ node, kept, mark, edit: sameManifest, signal }, voice);
}

/**
 * Puts the old policy back, and restarts the server where it was restarted. Each node by itself, so that one that
 * fails keeps no other from the old policy. Where no policy file was before, the new one stays in effect.
 */
export async function restartWithOldPolicy(record: RestartedServer, world: World): Promise<void> {
  const { node: name, keptInNode: kept, mark, policy } = record;
  if ((await world.files.stat(policy.kept))?.kind !== 'file') return;
  await restorePolicyFile(policy.deployed, policy.kept, world);
  const node = await nodeOf(world, name);
  const text = await readManifestText(node);
  if (text === null || markOf(text) !== mark) return;
  await replaceManifest({ node, kept, mark: `${mark}-undone`, edit: sameManifest }, quietVoice(world));
}

/** The manifest as it is; the mark alone makes a new pod of it. */
export function sameManifest(text: string | null): string {
  if (text === null) throw new Problem('api-server-not-ready', 'there is no manifest to start the API server from');
  return text;
}
