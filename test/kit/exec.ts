// Commands by script; test/io/ports-contract.test.ts holds them together with real ones.
import { orAborted } from '../../src/core/or-aborted.ts';
import type { HostExec, Ran, RunOptions } from '../../src/core/ports.ts';

/**
 * What a scripted command does: its result, `hangs` when it does not end by itself, and undefined when there
 * is no such program.
 */
export type CommandScript = (argv: readonly string[], options: RunOptions) => Scripted | Promise<Scripted>;

type Scripted = Partial<Ran> | 'hangs' | undefined;

/** Runs the script; every command is added to `ran`, and `programs` is what `which` finds. */
export function fakeExec(
  script: CommandScript,
  ran: (readonly string[])[],
  programs: ReadonlyMap<string, string>,
): HostExec {
  const run = async (argv: readonly string[], options: RunOptions = {}): Promise<Ran> => {
    options.signal?.throwIfAborted();
    ran.push(argv);
    const answer = await endOf(script(argv, options), options);
    options.signal?.throwIfAborted();
    const result = { argv, exitCode: 0, stdout: '', stderr: '', missing: false, timedOut: false, ...answer };
    if (answer === undefined) return { ...result, exitCode: null, missing: true };
    for (const stream of ['stdout', 'stderr'] as const)
      for (const line of linesOf(result[stream])) options.onLine?.(line, stream);
    return result;
  };
  const start = async (argv: readonly string[]): Promise<Ran> => {
    const result = await run(argv);
    if (result.missing) throw Object.assign(new Error(`spawn ${argv[0]} ENOENT`), { code: 'ENOENT' });
    return result;
  };
  return {
    run,
    interactive: async (argv) => (await start(argv)).exitCode ?? 1,
    async detach(argv) {
      await start(argv);
      return 1000 + ran.length;
    },
    which: async (program) => programs.get(program) ?? null,
  };
}

/** A command that hangs is ended by its time limit at once, or by its signal. */
async function endOf(
  script: Scripted | Promise<Scripted>,
  { timeoutMs, signal }: RunOptions,
): Promise<Partial<Ran> | undefined> {
  const answer = await script;
  if (answer !== 'hangs') return answer;
  if (timeoutMs !== undefined) return { exitCode: null, timedOut: true };
  if (signal === undefined) throw new Error('this command hangs, and nothing would ever end it');
  return orAborted(new Promise<never>(() => undefined), signal);
}

/** The lines of a text; the last one may lack its newline. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
