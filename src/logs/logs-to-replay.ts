// The logs that `policy replay` reads: files, folders, standard input, or those of a cluster.
import type { World } from '../core/ports.ts';
import type { LogRotation } from '../core/log-rotation.ts';
import { localSources } from './local-source.ts';
import type { Source } from './source.ts';

/** Logs that are there. */
export interface Logs {
  /** What to call them. */
  readonly title: string;
  /** How many logs grow at the same time: one for each control plane. */
  readonly count: number;
  /** As their API server is configured; null where that is not known. */
  readonly rotation: LogRotation | null;
  readonly sources: readonly Source[];
}

/** Finds the logs that arguments name; throws a Problem for one that is not there. */
export async function fileLogs(
  names: readonly string[],
  world: Pick<World, 'files' | 'signal' | 'clock' | 'report' | 'stdin' | 'cwd'>,
): Promise<Logs> {
  return { title: names.join(', '), count: 1, rotation: null, sources: await localSources(names, world) };
}

/** Finds the logs of a cluster; throws a Problem where there are none. */
export async function clusterLogs(
  name: string,
  world: Pick<World, 'engine' | 'signal' | 'report' | 'clock'>,
): Promise<Logs> {
  const { clusterSources, rotationOf } = await import('./cluster-sources.ts');
  const sources = await clusterSources(name, false, world);
  const [first] = sources;
  const rotation = first === undefined ? null : await rotationOf(first, world);
  return {
    title: `cluster ${name}`,
    count: sources.filter(({ isBeside }) => isBeside !== true).length,
    rotation,
    sources,
  };
}
