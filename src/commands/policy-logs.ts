// The logs that `policy replay` reads: files, folders, gzipped or not, and standard input; one stream, oldest first.
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { absolute } from './policy-input.ts';

const looksLikeLog = /\.(?:log|json|jsonl|ndjson)(?:\.gz)?$/;

/** Paths of the logs that arguments name; throws a Problem for one that is not there. */
export async function logPaths(names: readonly string[], world: World): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const name of names) {
    if (name === '-') {
      paths.push(name);
      continue;
    }
    const path = absolute(world, name);
    const stat = await world.files.stat(path);
    if (stat === null)
      throw new Problem('file-unreadable', `there is no file ${name}`, { hint: 'kind-audit logs -o json > audit.log' });
    if (stat.kind !== 'directory') {
      paths.push(path);
      continue;
    }
    const found = (await world.files.list(path)).filter((file) => looksLikeLog.test(file)).toSorted();
    if (found.length === 0) throw new Problem('file-unreadable', `the folder ${name} holds no log`);
    paths.push(...found.map((file) => `${path}/${file}`));
  }
  return paths;
}

/** All bytes of the logs, unpacked; a newline between two files, so that a cut-off line harms none of the next. */
export async function* logBytes(paths: readonly string[], world: World): AsyncGenerator<Uint8Array> {
  for (const path of paths) {
    yield* unpacked(path === '-' ? world.stdin() : world.files.stream(path));
    yield newline;
  }
}

const newline = Uint8Array.of(10);

/** Unpacks what begins as gzip does. */
async function* unpacked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) return;
  const rest = (async function* rejoined() {
    yield first.value;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  })();
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
    yield* rest;
    return;
  }
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next = await rest.next();
      if (next.done === true) controller.close();
      else controller.enqueue(Uint8Array.from(next.value));
    },
  });
  const reader = packed.pipeThrough(new DecompressionStream('gzip')).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}
