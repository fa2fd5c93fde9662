// Replacing a node's manifest so that it can be undone: the undo puts the kept copy back.
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { UndoableVoice } from '../../core/step.ts';
import { markOf } from '../../kind/edit-manifest.ts';
import { API_SERVER_MANIFEST } from '../../kind/paths.ts';
import { readPod } from '../../kind/pod-manifest.ts';
import { isReady } from '../../node/api-server-state.ts';
import { putManifest, readManifestText, replaceManifest, type Replacement } from '../../node/replace-manifest.ts';
import { nodeOf, quietVoice } from './in-node.ts';

/** Announced before the manifest is replaced. */
export type ReplacedManifest = {
  readonly kind: 'replaced-manifest';
  readonly node: string;
  /** Where the node keeps the old manifest: a folder that only this run uses. */
  readonly kept: string;
  /** The mark of the new manifest. */
  readonly mark: string;
  /** Whether the server worked with the old manifest, so that it is worth waiting for. */
  readonly worked: boolean;
};

/** Announces the replacement, then makes it. */
export async function replaceUndoably(
  replacement: Replacement & { readonly mark: string },
  voice: UndoableVoice<ReplacedManifest>,
): Promise<string> {
  const { node, kept, mark, signal } = replacement;
  const worked = await isReady(node, signal);
  await voice.undoable({ kind: 'replaced-manifest', node: node.name, kept, mark, worked });
  return replaceManifest(replacement, voice);
}

/** Puts the old manifest back if the new one is in its place. */
export async function restoreManifest(
  { node: name, kept, mark, worked }: ReplacedManifest,
  world: World,
): Promise<void> {
  const node = await nodeOf(world, name);
  const now = await readManifestText(node);
  if (now !== null && markOf(now) !== mark) return;
  const before = await readManifestText(
    node,
    `${kept}/${API_SERVER_MANIFEST.slice(API_SERVER_MANIFEST.lastIndexOf('/') + 1)}`,
  );
  if (before === null) {
    if (now === null) return;
    throw new Problem('file-unreadable', `the new manifest stays in ${name}: there was none before`);
  }
  // A text that is not a pod cannot carry a mark, and starts nothing.
  const replacement = { node, kept, mark: 'pod' in readPod(before) ? `${mark}-undone` : null, edit: () => before };
  if (worked) await replaceManifest(replacement, quietVoice(world));
  else await putManifest(replacement, quietVoice(world));
}
