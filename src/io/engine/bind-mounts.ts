// The mounts of a container as the engines print them, read.
import type { BindMount } from '../../core/ports.ts';

/** An entry of "Mounts", the same in docker's API and in what the engines' programs print. */
export interface EngineMount {
  readonly Type?: string;
  readonly Source?: string;
  readonly Destination?: string;
}

/** Those of them that show a path of the host. */
export function bindMounts(mounts: readonly EngineMount[] | null | undefined): readonly BindMount[] {
  return (mounts ?? [])
    .filter(({ Type }) => Type === 'bind')
    .map(({ Source, Destination }) => ({ source: Source ?? '', target: Destination ?? '' }));
}
