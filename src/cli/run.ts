// One run of the program: arguments in, exit code out.
import type { Report } from '../core/event.ts';
import { exitCodes, type ExitCode } from '../core/exit-code.ts';
import { terminalPainter, wantsColor, type Paint } from '../core/paint.ts';
import { Problem } from '../core/problem.ts';
import { problemEvent } from '../core/problem-event.ts';
import { linesReporter } from '../report/lines.ts';
import { printableEvent, printableLines } from '../report/printable-event.ts';
import { printablePrompt } from '../report/printable-prompt.ts';
import { systemProblem } from '../core/system-error.ts';
import type { CommonOptions } from '../commands/command.ts';
import type { Edge, MakeWorld } from './edge.ts';
import { handlingSignals } from './handle-signals.ts';
import { parseArguments, type Call, type Parsed } from './parse.ts';

/** Parses, runs the command, and reports every failure once, in the requested format. */
export async function run(edge: Edge, makeWorld: MakeWorld): Promise<ExitCode> {
  const exitCode = await attempt(edge, makeWorld);
  await edge.written();
  return lateFailure(edge, exitCode);
}

/** What fails when the command has ended: its last words, or something that it did not wait for. */
function lateFailure(edge: Edge, exitCode: ExitCode): ExitCode {
  const { signal } = edge;
  const reason: unknown = signal.aborted ? signal.reason : null;
  const isFailure = reason instanceof Problem ? reason.code === 'output-failed' : reason !== null;
  const failed = reason instanceof Problem ? reason.exitCode : exitCodes.bug;
  if (!isFailure || exitCode === failed) return exitCode;
  const verbose = edge.args.includes('--verbose');
  return reportFailure(reason, plainReporter(edge, verbose).report, signal, verbose);
}

async function attempt(edge: Edge, makeWorld: MakeWorld): Promise<ExitCode> {
  const verbose = edge.args.includes('--verbose');
  let parsed: Parsed;
  try {
    parsed = await parseArguments(edge.args, edge.version);
  } catch (error) {
    const reporter = plainReporter(edge, verbose);
    const { report } = asksForJson(edge.args) ? await inJson(edge, reporter) : reporter;
    return reportFailure(error, report, edge.signal, verbose);
  }
  if ('call' in parsed) return carryOut(parsed.call, edge, makeWorld);
  (parsed.exitCode === exitCodes.fine ? edge.stdout : edge.stderr).write(printableLines(parsed.text));
  return parsed.exitCode;
}

/** Runs a command whose command line was valid. */
export async function carryOut(call: Call, edge: Edge, makeWorld: MakeWorld): Promise<ExitCode> {
  const { command, options, positionals } = call;
  const { env, templates, signal } = edge;
  const json = options.output === 'json';
  const forPeople = await chooseReporter(edge, options);
  const reporter = json ? await inJson(edge, forPeople) : forPeople;
  try {
    signal.throwIfAborted();
    const made = await makeWorld({ env, templates, signal, ...reporter });
    const printable = { ...made, prompt: printablePrompt(made.prompt) };
    const readsOnly = command.readsOnly?.(options) === true;
    const world = readsOnly ? printable : handlingSignals(printable, edge.handleSignals);
    // The caller that asks for JSON is a program, and cannot answer questions.
    return await command.run(options, positionals, json ? { ...world, interactive: false } : world);
  } catch (error) {
    const { report } = signal.aborted && command.endless?.(options) === true ? forPeople : reporter;
    return reportFailure(error, report, signal, options.verbose === true);
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
  return { report: gated(report), finished: async () => undefined };
}

/** A reporter for people, to whom nothing gets that a terminal would obey. */
function gated(report: Report): Report {
  return (event) => report(printableEvent(event));
}

function painterOf({ screen, env }: Edge): Paint {
  return terminalPainter(wantsColor(screen !== null, env));
}

function millisecondsOf({ clock }: Edge): () => number {
  return () => clock.now().getTime();
}

/** Whether an invalid command line asks for JSON. */
function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  return own.some(
    (word, at) =>
      ['--json', '-ojson', '--output=json'].includes(word) ||
      (word === 'json' && ['-o', '--output'].includes(own[at - 1] ?? '')),
  );
}

/** JSON mode: documents on standard output; standard error stays as it is without it, for people. */
async function inJson(edge: Edge, { report, finished }: Reporter): Promise<Reporter> {
  const { jsonReporter } = await import('../report/json.ts');
  return {
    report: jsonReporter(
      (text) => edge.stdout.write(text),
      () => edge.clock.now(),
      report,
    ),
    finished,
  };
}

async function chooseReporter(edge: Edge, { verbose }: CommonOptions): Promise<Reporter> {
  const { stdout, screen, env } = edge;
  if (screen === null || verbose === true || env['TERM'] === 'dumb') return plainReporter(edge, verbose === true);
  const { screenReporter } = await import('../report/screen.ts');
  // The program that reads the output through a pipe may draw on the same terminal, as a pager does.
  const { report, finished } = screenReporter(screen, painterOf(edge), millisecondsOf(edge), !stdout.pipe);
  return { report: gated(report), finished };
}

function reportFailure(error: unknown, report: Report, signal: AbortSignal, verbose: boolean): ExitCode {
  const cause = causeOf(error, signal);
  if (cause instanceof Problem && cause.code === 'pipe-closed') return cause.exitCode;
  report(problemEvent(cause, verbose));
  return cause instanceof Problem ? cause.exitCode : exitCodes.bug;
}

/** Whatever failed because of Ctrl-C is reported as the interruption, with what is said about it. */
function causeOf(error: unknown, { aborted, reason }: AbortSignal): unknown {
  if (!aborted || !(reason instanceof Problem)) return systemProblem(error) ?? error;
  return error instanceof Problem && error.code === reason.code ? error : reason;
}
