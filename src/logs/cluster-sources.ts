// The control planes of a cluster as sources.
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { readManifest } from '../node/survey.ts';
import { nodesOf } from '../node/nodes-of.ts';
import { startHint } from '../node/start-command.ts';
import type { LogRotation } from '../core/log-rotation.ts';
import { rotationIn } from '../kind/audit-settings.ts';
import { followedOfNode, sourcesOfNode } from './node-source.ts';
import type { Source } from './source.ts';

/**
 * Finds a cluster's control planes; throws a Problem where there are none. The log of
 * a stopped one can only be waited for.
 */
export async function clusterSources(
  name: string,
  follow: boolean,
  world: Pick<World, 'engine' | 'signal' | 'report' | 'clock'>,
): Promise<readonly Source[]> {
  const engine = await world.engine();
  const planes = (await nodesOf(engine, name, world.signal)).filter(({ role }) => role === 'control-plane');
  const readable = follow ? planes : planes.filter(({ running }) => running);
  const stopped = planes.find(({ running }) => !running);
  if (readable.length === 0 && stopped !== undefined) {
    throw new Problem('node-stopped', `the node ${stopped.name} is ${stopped.state}`, {
      hint: startHint(engine, stopped),
    });
  }
  for (const plane of planes.filter((each) => !readable.includes(each)))
    world.report({ type: 'note', level: 'warn', text: `${plane.name} is ${plane.state}; its events are missing here` });
  const nodes = readable.map((plane) => engine.node(plane));
  if (follow) return nodes.flatMap((node) => followedOfNode(node, world));
  return (await Promise.all(nodes.map((node) => sourcesOfNode(node, world)))).flat();
}

/** How the API server of a control plane rotates its log; null where its manifest does not say. */
export async function rotationOf({ name }: Source, world: Pick<World, 'engine'>): Promise<LogRotation | null> {
  const engine = await world.engine();
  const { manifest } = await readManifest(engine.node({ name, role: 'control-plane' }));
  return manifest === null ? null : rotationIn(manifest.args);
}
