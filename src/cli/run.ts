// One run of the program: arguments in, exit code out.
import type { Event, Report } from '../core/event.ts';
import { exitCodes, type ExitCode } from '../core/exit-code.ts';
import { painter, wantsColor, type Paint } from '../core/paint.ts';
import { Problem } from '../core/problem.ts';
import { linesReporter } from '../report/lines.ts';
import { systemProblem } from '../core/system-error.ts';
import type { CommonOptions } from '../commands/command.ts';
import type { Edge, MakeWorld } from './edge.ts';
import { parseArguments, type Call, type Parsed } from './parse.ts';

/** Parses, runs the command, and says every failure once, in the form that was asked for. */
export async function run(edge: Edge, makeWorld: MakeWorld): Promise<ExitCode> {
  const verbose = edge.args.includes('--verbose');
  let parsed: Parsed;
  try {
    parsed = await parseArguments(edge.args, edge.version);
  } catch (error) {
    return tellFailure(error, plainReporter(edge, verbose).report, edge.signal, verbose);
  }
  if ('call' in parsed) return carryOut(parsed.call, edge, makeWorld);
  (parsed.exitCode === exitCodes.fine ? edge.stdout : edge.stderr).write(parsed.text);
  return parsed.exitCode;
}

/** Runs a command whose command line was understood. */
export async function carryOut(call: Call, edge: Edge, makeWorld: MakeWorld): Promise<ExitCode> {
  const { command, options, positionals } = call;
  const { env, templates, signal } = edge;
  const reporter = await chooseReporter(edge, options);
  try {
    const world = await makeWorld({ env, templates, signal, ...reporter });
    return await command.run(options, positionals, world);
  } catch (error) {
    return tellFailure(error, reporter.report, signal, options.verbose === true);
  } finally {
    await reporter.finished();
  }
}

interface Reporter {
  readonly report: Report;
  finished(): Promise<void>;
}

function plainReporter(edge: Edge, verbose: boolean): Reporter {
  const report = linesReporter((text) => edge.stderr.write(text), painterOf(edge), verbose, millisecondsOf(edge));
  return { report, finished: async () => undefined };
}

function painterOf({ stderr, env }: Edge): Paint {
  return painter(wantsColor(stderr.isTTY, env));
}

function millisecondsOf({ clock }: Edge): () => number {
  return () => clock.now().getTime();
}

async function chooseReporter(edge: Edge, { json, verbose }: CommonOptions): Promise<Reporter> {
  const { stdout, screen, env } = edge;
  if (json === true) {
    const { jsonReporter } = await import('../report/json.ts');
    return {
      report: jsonReporter(
        (text) => stdout.write(text),
        () => edge.clock.now(),
      ),
      finished: async () => undefined,
    };
  }
  if (screen === null || verbose === true || env['TERM'] === 'dumb') return plainReporter(edge, verbose === true);
  const { screenReporter } = await import('../report/screen.ts');
  // Who reads the output through a pipe may draw on the same terminal, as a pager does.
  return screenReporter(screen, painterOf(edge), millisecondsOf(edge), !stdout.pipe);
}

function tellFailure(error: unknown, report: Report, signal: AbortSignal, verbose: boolean): ExitCode {
  // Whatever broke because of Ctrl-C is told as the interruption that it is.
  const cause = signal.aborted && signal.reason instanceof Problem ? signal.reason : (systemProblem(error) ?? error);
  if (cause instanceof Problem && cause.code === 'pipe-closed') return cause.exitCode;
  report(problemEvent(cause, verbose));
  return cause instanceof Problem ? cause.exitCode : exitCodes.bug;
}

function problemEvent(error: unknown, verbose: boolean): Event {
  if (!(error instanceof Problem)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      type: 'problem',
      code: 'bug',
      text: 'this is a defect of kind-audit, not of what you did',
      details: stack,
      hint: 'run it again with --verbose and report what it prints',
    };
  }
  const details = [error.details, verbose ? error.stack : undefined].filter((text) => text !== undefined).join('\n');
  return {
    type: 'problem',
    code: error.code,
    text: error.message,
    ...(details === '' ? {} : { details }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
}
