// The policy file of the first servers: replaced, and put back.
import { asText, contentOf, jsonContent, sameContent, type Content, type JsonContent } from '../core/content.ts';
import type { Node, World } from '../core/ports.ts';
import { NODE_POLICY, type PolicyPlace } from './change.ts';
import { putFile, readFile, removeFromNode } from './in-node.ts';
import { CHANGE_DIR } from './names.ts';

/** Where the policy was replaced, and where the old one is. */
export type ChangedPolicyFile =
  /** A file of this host, for all nodes; `kept` is a copy of the old one, which is not there where there was none. */
  | { readonly place: 'host'; readonly file: string; readonly kept: string; readonly written: JsonContent }
  /** A file of the node, whose folder of the change holds the old one. */
  | { readonly place: 'node' };

const KEPT_IN_NODE = `${CHANGE_DIR}/policy-before.yaml`;

/** What replacing the policy of this place will be; on this host the old one is copied at once. */
export async function keepPolicyFile(
  place: PolicyPlace,
  written: Content,
  { files }: World,
): Promise<ChangedPolicyFile> {
  if (place.kind === 'node') return { place: 'node' };
  const { file, kept } = place;
  const old = await files.readBytes(file);
  if (old !== null && (await files.stat(kept)) === null) {
    await files.write(kept, old, 0o600);
  }
  return { place: 'host', file, kept, written: jsonContent(written) };
}

/**
 * Writes the new policy. A file of this host is written for the first node alone: written again, it would look as if it had been
 * changed after the server of that node read it.
 */
export async function writePolicyFile(to: PolicyPlace, policy: Content, node: Node, { files }: World): Promise<void> {
  if (to.kind === 'node') await putFile(node, NODE_POLICY, policy);
  else if (!sameContent(await files.readBytes(to.file), policy)) await files.write(to.file, policy);
}

/** Puts the old policy back; an edit that somebody made after the change has written the new one is kept beside it. */
export async function putBackPolicyFile(
  changed: ChangedPolicyFile,
  node: Node,
  { files, report }: World,
): Promise<void> {
  if (changed.place === 'node') {
    const kept = await readFile(node, KEPT_IN_NODE);
    if (kept === null) await removeFromNode(node, NODE_POLICY);
    else await putFile(node, NODE_POLICY, kept);
    return;
  }
  const { file, kept, written } = changed;
  const old = await files.readBytes(kept);
  const now = await files.readBytes(file);
  if (old === null || (now !== null && sameContent(now, old))) return;
  if (now !== null && !sameContent(now, contentOf(written))) {
    const edited = `${kept}.edited`;
    await files.write(edited, now, 0o600);
    report({
      type: 'note',
      level: 'warn',
      text: `${file} was edited during the change; the edit is kept in ${edited}`,
    });
  }
  await files.write(file, asText(old));
}
