// How the script in a node is called, and how its lines become plain.
import { unframer } from '../events/cri.ts';
import { rotatedName, secondLogName } from '../kind/log-names.ts';
import type { LogPlace } from '../node/log-place.ts';
import nodeLogScript from './scripts/node-log.sh';
import type { Position } from './script-output.ts';
import type { Reach } from './source.ts';

/** Where the script is to start: its last arguments. */
export type Start = readonly string[];

/** From this many bytes before the end; one more byte shows whether a line begins there. */
export function lastBytes(bytes: number): Start {
  return ['last', String(bytes + 1)];
}

/** From the beginning, or from the first file that can hold what is wanted. */
export function everything({ kind, path }: LogPlace, { since }: Reach): Start {
  if (since === null || kind === 'pods') return ['after', ''];
  return ['after', kind === 'beside' ? secondLogName(path, since) : rotatedName(path, since)];
}

/** Continues from a place. */
export function resume({ identity, offset, after }: Position): Start {
  return ['resume', identity, String(offset), after];
}

/** The command; in mode `live` it ends when the manifest, if one is named, has changed. */
export function scriptArgv(
  { kind, path, kept = '' }: LogPlace,
  mode: 'once' | 'live',
  start: Start,
  manifest = '',
): readonly string[] {
  return ['bash', '-c', nodeLogScript, 'kind-audit-logs', kind, path, kept, manifest, mode, ...start];
}

/** Removes a container runtime's framing where there is one. */
export function plainer({ kind }: LogPlace): (block: Uint8Array) => Uint8Array {
  if (kind !== 'pods') return (block) => block;
  const container = unframer();
  return (block) => container.lines(block);
}
