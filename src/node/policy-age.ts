// Whether a policy file was changed after the API server had read it, which it does only when it starts.
import type { Node, World } from '../core/ports.ts';
import { inspectNode, type Inspection } from './inspection.ts';
import type { ManifestRead, NodePath } from './survey.ts';

/** Seconds by which a start and a write may seem to be out of order. */
const SLACK = 2;

/** By how many seconds the file is newer than the server; null where it is not newer, or not there. */
export function newerThan(
  { type, modified }: Pick<NodePath, 'type' | 'modified'>,
  { startedAt }: Pick<NonNullable<Inspection['server']>, 'startedAt'>,
): number | null {
  const late = modified - startedAt;
  return type === null || late <= SLACK ? null : late;
}

/**
 * By how many seconds the file is newer than the server, which decides by an older policy; null where it has read it. `last` is the
 * checksum of the policy that is known to be in effect: a file that holds it again is as good as read.
 */
export function unreadFor(
  file: NodePath,
  server: NonNullable<Inspection['server']>,
  last: string | null,
): number | null {
  return file.sha256 !== null && file.sha256 === last ? null : newerThan(file, server);
}

/**
 * Whether the server of a node has read the policy file as it is now, `last` being the policy in effect. Where no server runs there is
 * nothing to say: true.
 */
export async function hasReadPolicy(
  node: Node,
  manifest: ManifestRead,
  last: string | null,
  { clock, signal }: Pick<World, 'clock' | 'signal'>,
): Promise<boolean> {
  const { server, seenPolicy } = await inspectNode(node, manifest, clock, signal);
  return server === null || seenPolicy === null || unreadFor(seenPolicy, server, last) === null;
}
