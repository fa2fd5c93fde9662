// Audit logs on this machine: files, folders, standard input.
import { absolutePath } from '../core/absolute-path.ts';
import { families, logName, rotatedAt } from './family.ts';
import { followFile } from './follow-file.ts';
import { bytesOf, filesOf } from './local-files.ts';
import { blocksOf, counted, lastOf, readFile } from './read-file.ts';
import { backlogBytes, type LogWorld, type Source } from './source.ts';

/** A log of this machine: its files, oldest first, and how many bytes they hold. */
export function fileSource(paths: readonly string[], world: LogWorld, bytes: number | null = null): Source {
  const name = paths.at(-1) ?? '';
  return {
    name,
    bytes,
    async *read(digesting, reach) {
      const wanted = paths.filter((path) => !(rotatedAt(logName(path)) < (reach.since ?? -Infinity)));
      if (reach.tail === null) for (const path of wanted) yield* readFile(path, world, digesting);
      else yield* lastOf(wanted, reach.tail, world, digesting);
    },
    async *follow(digesting, reach, signal) {
      const most = backlogBytes(reach);
      const isOver = name.endsWith('.gz') || logName(name).rotated !== null;
      // What was rotated away can only be old.
      const old = isOver ? paths : paths.slice(0, -1);
      for (const path of most === Infinity ? old : []) yield* blocksOf(path, world, digesting);
      if (isOver) yield { type: 'caught-up' };
      else yield* followFile(name, most, world, digesting, signal);
    },
  };
}

/** Standard input; it is followed in any case. */
export function stdinSource(world: LogWorld): Source {
  return {
    name: 'standard input',
    bytes: null,
    async *read(digesting) {
      for await (const block of counted(world.stdin(), world.files, digesting)) yield digesting.block(block);
    },
    async *follow(digesting, _reach, signal) {
      yield { type: 'caught-up' };
      for await (const block of counted(world.stdin(signal), world.files, digesting)) yield { type: 'block', block };
    },
  };
}

/** The sources that arguments name; throws a Problem for one that is not there. */
export async function localSources(args: readonly string[], world: LogWorld): Promise<readonly Source[]> {
  const paths: string[] = [];
  for (const arg of args) {
    if (arg === '-') continue;
    paths.push(...(await filesOf(absolutePath(world.cwd, arg), arg, world.files)));
  }
  const sources: Source[] = [];
  for (const family of families(paths)) sources.push(fileSource(family, world, await bytesOf(family, world.files)));
  return args.includes('-') ? [...sources, stdinSource(world)] : sources;
}
