// Replacing a node's manifest so that it can be undone: the undo puts the kept copy back, unless the new one was edited.
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { quietVoice } from '../../core/quiet-voice.ts';
import type { UndoableVoice } from '../../core/step.ts';
import { markOf, UNDONE, withMark } from '../../kind/edit-manifest.ts';
import { API_SERVER_MANIFEST } from '../../kind/paths.ts';
import { readPod } from '../../kind/pod-manifest.ts';
import { isReady } from '../../node/api-server-state.ts';
import { putManifest, readManifestText, replaceManifest, type Replacement } from '../../node/replace-manifest.ts';
import { nodeOf } from './in-node.ts';

/** Announced before the manifest is replaced. */
export type ReplacedManifest = {
  readonly kind: 'replaced-manifest';
  readonly node: string;
  /** Where the node keeps the old manifest: a folder that only this run uses. */
  readonly kept: string;
  /** The mark of the new manifest. */
  readonly mark: string;
  /** The new manifest. */
  readonly written: string;
  /** Whether the server worked with the old manifest, so that it is worth waiting for. */
  readonly worked: boolean;
};

/** Announces the replacement, then makes it. */
export async function replaceUndoably(
  replacement: Replacement & { readonly mark: string },
  voice: UndoableVoice<ReplacedManifest>,
): Promise<string> {
  const { node, kept, mark, edit, signal } = replacement;
  const worked = await isReady(node, signal);
  return replaceManifest({ ...replacement, edit: announced }, voice);

  async function announced(before: string | null): Promise<string> {
    const text = await edit(before);
    const written = withMark(text, mark);
    await voice.undoable({ kind: 'replaced-manifest', node: node.name, kept, mark, written, worked });
    return text;
  }
}

/**
 * Puts the old manifest back where the new one is in its place. Another one, or an edit of the new one, stays, and this
 * throws a Problem that says so.
 */
export async function restoreManifest(
  { node: name, kept, mark, written, worked }: ReplacedManifest,
  world: World,
): Promise<void> {
  const node = await nodeOf(world, name);
  const now = await readManifestText(node);
  const before = await readManifestText(
    node,
    `${kept}/${API_SERVER_MANIFEST.slice(API_SERVER_MANIFEST.lastIndexOf('/') + 1)}`,
  );
  if (now !== null && now !== written) {
    // It was not replaced, or is back already.
    if (before === null || now === before || markOf(now)?.endsWith(UNDONE) === true) return;
    throw new Problem(
      'file-changed',
      `kube-apiserver.yaml of ${name} was edited meanwhile and stays as it is; the one from before the repair is kept in ${kept}`,
    );
  }
  if (before === null) {
    if (now === null) return;
    throw new Problem('file-unreadable', `the new manifest stays in ${name}: there was none before`);
  }
  // A text that is not a pod cannot carry a mark, and starts nothing.
  const replacement = { node, kept, mark: 'pod' in readPod(before) ? `${mark}${UNDONE}` : null, edit: () => before };
  if (worked) await replaceManifest(replacement, quietVoice(world));
  else await putManifest(replacement, quietVoice(world));
}
