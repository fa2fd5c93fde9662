// The audit logs of one control plane, read through its node: where its API server writes now, and all its other places.
import type { Node, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { followNode, type LogInNode } from './follow-node.ts';
import { clusterOfNode } from '../kind/cluster-name.ts';
import { findLogPlace, MOST_OTHERS, otherPlaces, type LogPlace } from '../node/log-place.ts';
import { otherLogs } from './other-logs.ts';
import { everything, lastBytes, plainer, scriptArgv, type Start } from './script-call.ts';
import { ScriptOutput } from './script-output.ts';
import { backlogBytes, removedUnread, type Block, type Origin, type Source } from './source.ts';

type NodeWorld = Pick<World, 'signal' | 'report' | 'clock'>;

/** The logs of a control plane as sources, to be read once: where its API server writes now, and where else events are. */
export async function sourcesOfNode(node: Node, world: NodeWorld): Promise<readonly Source[]> {
  const { others, isBare } = await otherLogs(node, world);
  const sources = others.map((place) => nodeSource({ node, findPlace: async () => place, isOther: true }, world));
  return isBare ? sources : [nodeSource({ node, findPlace: findLogPlace, isOther: false }, world), ...sources];
}

/** The logs of a control plane as sources, to be followed: at each of the other places something may come at any time. */
export function followedOfNode(node: Node, world: NodeWorld): readonly [now: Source, ...others: Source[]] {
  return [
    nodeSource({ node, findPlace: findLogPlace, isOther: false }, world),
    ...Array.from({ length: MOST_OTHERS }, (_, index) => {
      const findPlace: LogInNode['findPlace'] = async (each, signal) =>
        otherPlaces(await findLogPlace(each, signal))[index] ?? null;
      return nodeSource({ node, findPlace, isOther: true }, world);
    }),
  ];
}

function nodeSource(log: LogInNode, world: NodeWorld): Source {
  const { node, isOther } = log;
  const blocks = (start: (place: LogPlace) => Start): AsyncIterable<Block> => readOnce(log, start, world.signal);
  return {
    name: node.name,
    ...(isOther ? { isBeside: true } : {}),
    bytes: null,
    blocks: (reach) => blocks((place) => everything(place, reach)),
    stretches(reach) {
      const bytes = backlogBytes(reach);
      const all = { kind: 'all', blocks: () => this.blocks(reach) } as const;
      return bytes === Infinity ? [all] : [{ kind: 'end', blocks: () => blocks(() => lastBytes(bytes)) }, all];
    },
    follow: (reach, signal) => followNode(log, reach, world, signal),
  };
}

async function* readOnce(
  { node, findPlace, isOther }: LogInNode,
  startAt: (place: LogPlace) => Start,
  signal: AbortSignal,
): AsyncGenerator<Block> {
  const place = await findPlace(node, signal);
  if (place === null) return;
  const start = startAt(place);
  const output = new ScriptOutput(start[0] === 'last');
  const plain = plainer(place);
  await using stream = await node.stream(scriptArgv(place, 'once', start), signal);
  let origin: Origin = { name: node.name, midway: true };
  let over = false;
  for await (const bytes of stream.stdout) {
    for (const piece of output.push(bytes)) {
      if (piece.type === 'file') origin = { name: node.name, midway: piece.midway };
      if (piece.type === 'lines') yield { type: 'lines', bytes: plain(piece.block), origin };
      if (piece.type === 'missing' && !isOther) throw noLog(node, place);
      if (piece.type === 'lost') yield removedUnread(node.name);
      if (piece.type === 'end') over = true;
    }
    if (over) break;
  }
  signal.throwIfAborted();
  if (!over) {
    throw new Problem('command-failed', `reading the audit log of ${node.name} was cut short`, {
      hint: `kind-audit doctor --name ${clusterOfNode(node.name)}`,
    });
  }
}

function noLog({ name }: Node, { kind, path }: LogPlace): Problem {
  const where = kind === 'file' ? path : `${path}*`;
  return new Problem('cluster-unhealthy', `${name} has no audit log at ${where}`, {
    hint: `kind-audit doctor --name ${clusterOfNode(name)}`,
  });
}
