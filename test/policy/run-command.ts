// Runs a policy command in-process: in-memory files, recorded output.
import { readdirSync, readFileSync } from 'node:fs';
import { parseArguments } from '../../src/cli/parse.ts';
import { fakeWorld } from '../kit/world.ts';

export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly files: Readonly<Record<string, string>>;
}

const presets = new URL('../../templates/policies/', import.meta.url);
const templates = readdirSync(presets).map((name) => [
  `/templates/policies/${name}`,
  readFileSync(new URL(name, presets)),
]);

/** Runs `kind-audit policy …` in the folder /project with these files. */
export async function runCommand(
  args: readonly string[],
  given: Readonly<Record<string, string | Uint8Array>> = {},
  { stdin = '', answers }: { stdin?: string; answers?: readonly boolean[] } = {},
): Promise<Ran> {
  const left = [...(answers ?? [])];
  const own = Object.entries(given).map(([name, data]) => [`/project/${name}`, data]);
  const base = fakeWorld();
  const world = fakeWorld({
    files: Object.fromEntries([...templates, ...own]) as Record<string, string | Uint8Array>,
    parts: {
      interactive: answers !== undefined,
      prompt: { ...base.prompt, confirm: async (_message, byDefault) => left.shift() ?? byDefault },
      async *stdin() {
        yield Buffer.from(stdin);
      },
    },
  });
  const parsed = await parseArguments(['policy', ...args], '0.0.0');
  if (!('call' in parsed)) throw new Error(parsed.text);
  const { command, options, positionals } = parsed.call;
  const exitCode = await command.run(options, positionals, world);
  const files = [...world.disk].filter(([path]) => path.startsWith('/project/'));
  return {
    exitCode,
    out: world.printed(),
    files: Object.fromEntries(files.map(([path, { data }]) => [path.slice('/project/'.length), data.toString()])),
  };
}
