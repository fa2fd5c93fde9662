// Audit logs on this machine: files, folders, standard input.
import type { World } from '../core/ports.ts';
import { firstLogOf } from '../kind/log-names.ts';
import { linesOf } from './bytes.ts';
import { families, isClosed, logName, rotatedAt } from './family.ts';
import { fileBlocks, streamedBlocks } from './file-blocks.ts';
import { followFile, slowestLook } from './follow-file.ts';
import { bytesOf, filesOf } from './local-files.ts';
import { backlogBytes, type Fault, type Lines, type Reach, type Source } from './source.ts';

/** What standard input is called in messages. */
const STDIN = 'standard input';

type FileWorld = Pick<World, 'files' | 'signal' | 'clock' | 'report'>;
type StdinWorld = Pick<World, 'files' | 'signal' | 'stdin'>;

/** A log on this machine: its files, oldest first, how many bytes they hold, and how many logs are read with it. */
export function fileSource(paths: readonly string[], world: FileWorld, bytes: number | null = null, logs = 1): Source {
  const name = paths.at(-1) ?? '';
  const wanted = ({ since }: Reach): readonly string[] =>
    paths.filter((path) => !(rotatedAt(logName(path)) < (since ?? -Infinity)));
  return {
    name,
    isBeside: firstLogOf(name) !== null,
    paths,
    bytes,
    async *blocks(reach) {
      for (const path of wanted(reach)) yield* fileBlocks(path, world);
    },
    stretches: (reach) =>
      wanted(reach)
        .toReversed()
        .map((path) => ({ kind: 'part', blocks: () => fileBlocks(path, world) })),
    async *follow(reach, signal) {
      const most = backlogBytes(reach);
      const isOver = isClosed(name);
      // Rotated files hold old events only.
      const old = isOver ? paths : paths.slice(0, -1);
      const { kind } = (await world.files.stat(name)) ?? {};
      if (kind === 'pipe' || kind === 'device') {
        yield { type: 'caught-up' };
        yield* streamedBlocks(name, { files: world.files, signal });
        return;
      }
      for (const path of most === Infinity ? old : []) yield* streamedBlocks(path, { files: world.files, signal });
      if (isOver) yield { type: 'caught-up' };
      else yield* followFile(name, most, world, signal, slowestLook(logs));
    },
  };
}

/** Standard input; it is followed in any case. */
export function stdinSource({ stdin, files, signal }: StdinWorld): Source {
  const read = (source: AsyncIterable<Uint8Array>, until: AbortSignal): AsyncIterable<Lines | Fault> =>
    linesOf({ name: STDIN, argument: '-', source }, files, until);
  const blocks: Source['blocks'] = () => read(stdin(), signal);
  return {
    name: STDIN,
    bytes: null,
    blocks,
    stretches: (reach) => [{ kind: 'all', blocks: () => blocks(reach) }],
    async *follow(_reach, until) {
      yield { type: 'caught-up' };
      yield* read(stdin(until), until);
    },
  };
}

/** The sources that arguments name, what is passed over reported; throws a Problem for one that is not there. */
export async function localSources(
  args: readonly string[],
  world: FileWorld & StdinWorld & Pick<World, 'cwd'>,
): Promise<readonly Source[]> {
  const found = await filesOf(
    args.filter((arg) => arg !== '-'),
    world,
  );
  const byPath = new Map(found.map((file) => [file.path, file]));
  const logs = families([...byPath.keys()]);
  const sources = logs.map((family) =>
    fileSource(family, world, bytesOf(family.flatMap((path) => byPath.get(path) ?? [])), logs.length),
  );
  return args.includes('-') ? [...sources, stdinSource(world)] : sources;
}
