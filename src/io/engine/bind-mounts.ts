// The mounts of a container as the engines print them, read.
import type { BindMount } from '../../core/ports.ts';
import { fieldsOf, listOf, textOf } from '../../core/fields.ts';

/** Those mounts that show a path of the host; "Mounts" is the same in docker's API and in what the engines' programs print. */
export function bindMounts(mounts: unknown): readonly BindMount[] {
  return listOf(mounts)
    .map(fieldsOf)
    .filter(({ Type }) => Type === 'bind')
    .map(({ Source, Destination }) => ({ source: textOf(Source), target: textOf(Destination) }));
}
