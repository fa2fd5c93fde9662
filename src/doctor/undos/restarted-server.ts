// Restarting an API server with a new policy so that it can be undone: the undo restarts it with the old one.
import type { Node, World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { quietVoice } from '../../core/quiet-voice.ts';
import type { UndoableVoice } from '../../core/step.ts';
import { markOf, UNDONE } from '../../kind/edit-manifest.ts';
import { readManifestText, replaceManifest } from '../../node/replace-manifest.ts';
import { nodeOf } from './in-node.ts';
import { restorePolicyFile, type KeptPolicy } from './replaced-policy.ts';

/** Announced before the manifest of the node gets the mark that restarts its server. */
export type RestartedServer = {
  readonly kind: 'restarted-server';
  readonly node: string;
  /** The folder in the node that keeps its manifest. */
  readonly keptInNode: string;
  readonly mark: string;
  /** Where the old policy is kept, where it belongs, and what was written there. */
  readonly policy: KeptPolicy;
};

/** Announces the restart, then restarts it. */
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
 * Puts the old policy back, and restarts the server if it was restarted. Each node by itself, so that the others get
 * the old policy even where one fails. Where there was no policy file before, the new one stays in effect; where the
 * policy was edited meanwhile, the server is left alone.
 */
export async function restartWithOldPolicy(record: RestartedServer, world: World): Promise<void> {
  const { node: name, keptInNode: kept, mark, policy } = record;
  if ((await world.files.stat(policy.kept))?.kind !== 'file') return;
  await restorePolicyFile(policy, world);
  const node = await nodeOf(world, name);
  const text = await readManifestText(node);
  if (text === null || markOf(text) !== mark) return;
  await replaceManifest({ node, kept, mark: `${mark}${UNDONE}`, edit: sameManifest }, quietVoice(world));
}

/** The manifest as it is: the new mark alone makes the kubelet start a new pod. */
export function sameManifest(text: string | null): string {
  if (text === null) throw new Problem('api-server-not-ready', 'there is no manifest to start the API server from');
  return text;
}
