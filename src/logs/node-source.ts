// The audit log of one control plane, read through its node.
import type { Node } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import type { Digest } from '../events/digest.ts';
import type { Digesting } from './digesting.ts';
import { followNode } from './follow-node.ts';
import { findLogPlace, type LogPlace } from '../node/log-place.ts';
import { everything, lastBytes, plainer, scriptArgv, type Start } from './script-call.ts';
import { ScriptOutput } from './script-output.ts';
import { backlogBytes, lostText, type LogWorld, type Source } from './source.ts';

/** The control plane of a container as a source. */
export function nodeSource(node: Node, world: LogWorld): Source {
  return {
    name: node.name,
    bytes: null,
    async *read(digesting, reach) {
      const place = await findLogPlace(node, world.signal);
      const bytes = backlogBytes(reach);
      if (bytes !== Infinity) {
        const digests: Digest[] = [];
        for await (const digest of readOnce(node, place, lastBytes(bytes), world, digesting)) digests.push(digest);
        if (digests.reduce((sum, { records }) => sum + records.ends.length, 0) >= (reach.tail ?? Infinity)) {
          for (const digest of digests) yield digest;
          return;
        }
      }
      yield* readOnce(node, place, everything(place, reach), world, digesting);
    },
    follow: (digesting, reach, signal) => followNode(node, reach, world, digesting, signal),
  };
}

async function* readOnce(
  node: Node,
  place: LogPlace,
  start: Start,
  { signal, report }: LogWorld,
  digesting: Digesting,
): AsyncGenerator<Digest> {
  const output = new ScriptOutput(start[0] === 'last');
  const plain = plainer(place);
  await using stream = await node.stream(scriptArgv(place, 'once', start), signal);
  let over = false;
  for await (const bytes of stream.stdout) {
    for (const piece of output.push(bytes)) {
      if (piece.type === 'lines') yield digesting.block(plain(piece.block));
      if (piece.type === 'missing') throw noLog(node, place);
      if (piece.type === 'lost') report({ type: 'note', level: 'warn', text: lostText(node.name) });
      if (piece.type === 'end') over = true;
    }
    if (over) break;
  }
  signal.throwIfAborted();
  digesting.account.overlong += output.lines.overlong;
  if (!over) {
    throw new Problem('command-failed', `reading the audit log of ${node.name} broke off`, {
      hint: 'kind-audit doctor',
    });
  }
}

function noLog({ name }: Node, { kind, path }: LogPlace): Problem {
  const where = kind === 'file' ? path : `${path}*`;
  return new Problem('cluster-unhealthy', `${name} has no audit log at ${where}`, { hint: 'kind-audit doctor' });
}
