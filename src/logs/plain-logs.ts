// The logs that `policy replay` reads, as one stream: files, folders, standard input, or those of a cluster.
import { absolutePath } from '../core/absolute-path.ts';
import type { World } from '../core/ports.ts';
import type { DigestSettings } from '../events/digest.ts';
import { everything } from '../events/filter.ts';
import type { LogRotation } from '../kind/audit-settings.ts';
import { Account } from './account.ts';
import { Digesting } from './digesting.ts';
import { families } from './family.ts';
import { bytesOf, filesOf } from './local-files.ts';
import { blocksOf, counted, sizeToSplit } from './read-file.ts';
import type { Source } from './source.ts';

/** Logs that are there. */
export interface Logs {
  /** What to call them. */
  readonly title: string;
  /** How many logs they are that grow beside each other: one for each control plane. */
  readonly count: number;
  /** As their server is told; null where that is not known. */
  readonly rotation: LogRotation | null;
  /** Bytes of all of them; null where that is not known. */
  readonly bytes: number | null;
  /** All their bytes as plain lines, or the name of a large file that holds them as they are. */
  read(): AsyncIterable<Uint8Array | LargeFile>;
}

/** A file that is better read by ranges. */
export interface LargeFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Takes note of lines that were too long to be read. */
  leftOut(lines: number): void;
}

/** Finds the logs that arguments name; throws a Problem for one that is not there. */
export async function fileLogs(names: readonly string[], world: World): Promise<Logs> {
  const paths: string[] = [];
  for (const name of names) {
    if (name !== '-') paths.push(...(await filesOf(absolutePath(world.cwd, name), name, world.files)));
  }
  const stdin = names.includes('-');
  return {
    title: names.join(', '),
    count: 1,
    rotation: null,
    bytes: stdin ? null : await bytesOf(paths, world.files),
    read: () => localLines(families(paths).flat(), stdin, world),
  };
}

/** Finds the logs of a cluster; throws a Problem where there are none. */
export async function clusterLogs(name: string, world: World): Promise<Logs> {
  const { clusterSources, rotationOf } = await import('./cluster-sources.ts');
  const sources = await clusterSources(name, false, world);
  const [first] = sources;
  return {
    title: `cluster ${name}`,
    count: sources.length,
    rotation: first === undefined ? null : await rotationOf(first, world),
    bytes: null,
    read: () => sourceLines(sources, world),
  };
}

const NEWLINE = Uint8Array.of(10);

/** A newline stands between two files, so that a cut-off line harms none of the next. */
async function* localLines(
  paths: readonly string[],
  stdin: boolean,
  world: World,
): AsyncGenerator<Uint8Array | LargeFile> {
  await using digesting = await startDigesting(world);
  const { account } = digesting;
  for (const path of paths) {
    const size = await sizeToSplit(path, world.files);
    if (size !== null) {
      yield { path, size, leftOut: (lines) => (account.overlong += lines) };
      continue;
    }
    for await (const { block } of blocksOf(path, world, digesting)) yield block;
    yield NEWLINE;
  }
  if (stdin) yield* counted(world.stdin(), world.files, digesting);
  complain(account, world);
}

const wholeLines: DigestSettings = {
  filter: everything,
  allStages: true,
  product: { kind: 'lines', look: { form: 'json', showSecrets: true, color: false, columns: null, time: 'absolute' } },
};

async function* sourceLines(sources: readonly Source[], world: World): AsyncGenerator<Uint8Array> {
  await using digesting = await startDigesting(world);
  for (const source of sources) {
    for await (const digest of source.read(digesting, { tail: null, since: null, selective: false })) {
      digesting.account.add(digest);
      yield digest.records.text;
    }
  }
  complain(digesting.account, world);
}

async function startDigesting({ clock, threads }: World): Promise<Digesting> {
  const account = new Account(wholeLines.product);
  const now = (): number => clock.now().getTime();
  return Digesting.start({ settings: wholeLines, account, now, sources: 1 }, threads);
}

function complain(account: Account, world: World): void {
  const text = account.complaint();
  if (text !== null) world.report({ type: 'note', level: 'warn', text });
}
