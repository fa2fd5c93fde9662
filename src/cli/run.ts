// One run of the program: arguments in, exit code out.
import type { Event, Report } from '../core/event.ts';
import { exitCodes, type ExitCode } from '../core/exit-code.ts';
import { painter } from '../core/paint.ts';
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { isPipe, wantsColor } from '../io/output.ts';
import { linesReporter } from '../report/lines.ts';
import { systemProblem } from '../core/system-error.ts';
import type { CommonOptions } from '../commands/command.ts';
import { parseArguments } from './parse.ts';

/** What the process edge hands over. */
export interface Edge {
  readonly args: readonly string[];
  readonly version: string;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly templates: string;
}

/** Parses, runs the command, and says every failure once, in the form that was asked for. */
export async function run(edge: Edge): Promise<ExitCode> {
  let reporter: Reporter = { report: () => undefined, finished: async () => undefined };
  let verbose = edge.args.includes('--verbose');
  try {
    reporter = plainReporter(edge, verbose);
    const parsed = await parseArguments(edge.args, edge.version);
    if ('text' in parsed) {
      (parsed.exitCode === exitCodes.fine ? edge.stdout : edge.stderr).write(parsed.text);
      return parsed.exitCode;
    }
    const { command, options, positionals } = parsed.call;
    const common = options as CommonOptions;
    verbose = common.verbose === true;
    reporter = await chooseReporter(edge, common);
    const { realWorld } = await import('../io/world.ts');
    const world: World = realWorld({
      signal: edge.signal,
      report: reporter.report,
      finished: reporter.finished,
      templates: edge.templates,
    });
    return await command.run(options as never, positionals, world);
  } catch (error) {
    return tellFailure(error, reporter.report, edge.signal, verbose);
  } finally {
    await reporter.finished();
  }
}

interface Reporter {
  readonly report: Report;
  finished(): Promise<void>;
}

function plainReporter({ stderr, env }: Edge, verbose: boolean): Reporter {
  const report = linesReporter((text) => stderr.write(text), painter(wantsColor(stderr, env)), verbose, Date.now);
  return { report, finished: async () => undefined };
}

async function chooseReporter(edge: Edge, { json, verbose }: CommonOptions): Promise<Reporter> {
  const { stdout, stderr, env } = edge;
  if (json === true) {
    const { jsonReporter } = await import('../report/json.ts');
    return {
      report: jsonReporter(
        (text) => stdout.write(text),
        () => new Date(),
      ),
      finished: async () => undefined,
    };
  }
  if (stderr.isTTY !== true || verbose === true || env['TERM'] === 'dumb') return plainReporter(edge, verbose === true);
  const { screenReporter } = await import('../report/screen.ts');
  // Who reads the output through a pipe may draw on the same terminal, as a pager does.
  return screenReporter(stderr, painter(wantsColor(stderr, env)), !isPipe(stdout));
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
