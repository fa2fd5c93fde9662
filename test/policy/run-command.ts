// Runs a policy command in-process: in-memory files, recorded output.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parseArguments } from '../../src/cli/parse.ts';
import type { World } from '../../src/core/ports.ts';

export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly files: Readonly<Record<string, string>>;
}

const templates = new URL('../../templates/', import.meta.url).pathname.replace(/\/$/, '');

/** Runs `kind-audit policy …` in the folder /project with these files. */
export async function runCommand(
  args: readonly string[],
  given: Readonly<Record<string, string | Uint8Array>> = {},
  { stdin = '', answers }: { stdin?: string; answers?: readonly boolean[] } = {},
): Promise<Ran> {
  const files = new Map(
    Object.entries(given).map(([name, text]) => [
      `/project/${name}`,
      typeof text === 'string' ? Buffer.from(text) : Buffer.from(text),
    ]),
  );
  const left = [...(answers ?? [])];
  let out = '';
  const read = (path: string): Buffer | null =>
    files.get(path) ?? (path.startsWith(templates) ? readFileSync(path) : null);
  const world = {
    cwd: '/project',
    templates,
    interactive: answers !== undefined,
    prompt: { confirm: async (_message: string, byDefault: boolean) => left.shift() ?? byDefault },
    out: {
      write: async (text: string | Uint8Array) => void (out += Buffer.from(text as string).toString()),
      color: false,
      columns: 80,
      terminal: false,
    },
    async *stdin() {
      yield Buffer.from(stdin);
    },
    files: {
      read: async (path: string) => read(path)?.toString() ?? null,
      readBytes: async (path: string) => read(path),
      async *stream(path: string) {
        yield read(path) ?? Buffer.alloc(0);
      },
      async *gunzip(source: AsyncIterable<Uint8Array>) {
        const pieces: Uint8Array[] = [];
        for await (const piece of source) pieces.push(piece);
        yield gunzipSync(Buffer.concat(pieces));
      },
      stat: async (path: string) => {
        if (read(path) !== null) return { kind: 'file', size: read(path)?.length };
        return [...files.keys()].some((name) => name.startsWith(`${path}/`)) ? { kind: 'directory', size: 0 } : null;
      },
      list: async (path: string) =>
        [...files.keys()].filter((name) => name.startsWith(`${path}/`)).map((name) => name.slice(path.length + 1)),
      write: async (path: string, text: string) => void files.set(path, Buffer.from(text)),
      create: async (path: string, text: string) => {
        if (files.has(path)) return false;
        files.set(path, Buffer.from(text));
        return true;
      },
    },
  } as unknown as World;
  const parsed = await parseArguments(['policy', ...args], '0.0.0');
  if (!('call' in parsed)) throw new Error(parsed.text);
  const { command, options, positionals } = parsed.call;
  const exitCode = await command.run(options as never, positionals, world);
  return {
    exitCode,
    out,
    files: Object.fromEntries([...files].map(([path, bytes]) => [path.slice('/project/'.length), bytes.toString()])),
  };
}
