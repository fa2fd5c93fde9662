// The audit logs of one control plane, read through its node: its API server's, and those of second servers.
import type { Node, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { followNode } from './follow-node.ts';
import { clusterOfNode } from '../kind/cluster-name.ts';
import { findLogPlace, placeBeside, type LogPlace } from '../node/log-place.ts';
import { everything, lastBytes, plainer, scriptArgv, type Start } from './script-call.ts';
import { ScriptOutput } from './script-output.ts';
import { backlogBytes, removedUnread, type Block, type Origin, type Source } from './source.ts';

type NodeWorld = Pick<World, 'signal' | 'report' | 'clock'>;

/** The logs of a control plane as sources, to be read once. */
export async function sourcesOfNode(node: Node, world: NodeWorld): Promise<readonly Source[]> {
  const [first, second] = followedOfNode(node, world);
  return (await hasSecond(node, world.signal)) ? [first, second] : [first];
}

/** The logs of a control plane as sources, to be followed: a second server may come at any time. */
export function followedOfNode(node: Node, world: NodeWorld): readonly [first: Source, second: Source] {
  return [
    nodeSource(node, findLogPlace, world),
    { ...nodeSource(node, besideLogOf, { ...world, report: () => undefined }), isBeside: true },
  ];
}

type FindPlace = (node: Node, signal: AbortSignal) => Promise<LogPlace>;

const besideLogOf: FindPlace = async (node, signal) => placeBeside(await findLogPlace(node, signal));

/** Whether a second API server has left a log. What keeps this from being known is reported when the first one's is read. */
async function hasSecond(node: Node, signal: AbortSignal): Promise<boolean> {
  try {
    const { exitCode } = await node.run(scriptArgv(await besideLogOf(node, signal), 'any'), { signal });
    return exitCode === 0;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Problem) return false;
    throw error;
  }
}

function nodeSource(node: Node, findPlace: FindPlace, world: NodeWorld): Source {
  const blocks = (start: (place: LogPlace) => Start): AsyncIterable<Block> =>
    readOnce(node, findPlace, start, world.signal);
  return {
    name: node.name,
    bytes: null,
    blocks: (reach) => blocks((place) => everything(place, reach)),
    stretches(reach) {
      const bytes = backlogBytes(reach);
      const all = { kind: 'all', blocks: () => this.blocks(reach) } as const;
      return bytes === Infinity ? [all] : [{ kind: 'end', blocks: () => blocks(() => lastBytes(bytes)) }, all];
    },
    follow: (reach, signal) => followNode({ node, findPlace }, reach, world, signal),
  };
}

async function* readOnce(
  node: Node,
  findPlace: FindPlace,
  startAt: (place: LogPlace) => Start,
  signal: AbortSignal,
): AsyncGenerator<Block> {
  const place = await findPlace(node, signal);
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
      if (piece.type === 'missing') throw noLog(node, place);
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
