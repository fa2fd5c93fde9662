// The command line, read by commander: only the command that is called is loaded.
import { Command as Commander, CommanderError } from 'commander';
import { exitCodes, exitCodeWords, type ExitCode } from '../core/exit-code.ts';
import { Problem } from '../core/problem.ts';
import type { Command, CommonOptions } from '../commands/command.ts';
import { defineCommand, type Called } from './define-command.ts';
import { commandTable, groupSummaries, type CommandRow } from './table.ts';

/** A valid command line. */
export interface Call {
  readonly name: string;
  readonly command: Command<CommonOptions>;
  readonly options: CommonOptions;
  readonly positionals: readonly string[];
}

/** The result of parsing a command line: a call, or a text that was asked for (help, version). */
export type Parsed = { readonly call: Call } | { readonly text: string; readonly exitCode: ExitCode };

/**
 * Reads the arguments after the program's name. Throws a usage Problem for anything unknown.
 */
export async function parseArguments(args: readonly string[], version: string): Promise<Parsed> {
  const row = findRow(args);
  const command = await row?.load();
  let text = '';
  let call: Call | undefined;
  const program = buildProgram(version, row, command, (options, positionals) => {
    if (row !== undefined && command !== undefined) call = { name: row.name, command, options, positionals };
  });
  const write = (part: string): void => void (text += part);
  forEachCommand(program, (each) =>
    each.exitOverride().configureOutput({ writeOut: write, writeErr: write, outputError: () => undefined }),
  );
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { text, exitCode: exitCodes.fine };
    if (error.code === 'commander.help') return { text, exitCode: exitCodes.usage };
    throw usageProblem(error, row?.name ?? groupIn(args) ?? '');
  }
  return call === undefined ? { text: program.helpInformation(), exitCode: exitCodes.usage } : { call };
}

/** The arguments without flags. */
function wordsOf(args: readonly string[]): readonly string[] {
  return args.filter((argument) => !argument.startsWith('-'));
}

/** The group of commands that the arguments begin with. */
function groupIn(args: readonly string[]): string | undefined {
  const [first = ''] = wordsOf(args);
  return Object.hasOwn(groupSummaries, first) ? first : undefined;
}

/** The row whose name the arguments begin with; global flags before it are skipped. */
function findRow(args: readonly string[]): CommandRow | undefined {
  const words = wordsOf(args);
  return commandTable.find(({ name }) => name.split(' ').every((word, index) => words[index] === word));
}

/** Every command with its summary; the one that is called with its options too. */
function buildProgram(
  version: string,
  row: CommandRow | undefined,
  loaded: Command<CommonOptions> | undefined,
  called: Called,
): Commander {
  const program = new Commander('kind-audit')
    .description('One command to a kind cluster whose API-server auditing is proven.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `\nExit codes:\n${exitCodeWords.map(([code, means]) => `  ${code.padEnd(9)} ${means}`).join('\n')}`,
    );
  for (const entry of commandTable) {
    const [first = '', second] = entry.name.split(' ');
    const parent = second === undefined ? program : groupOf(first, program);
    const command = parent.command(second ?? first).description(entry.summary);
    if (entry === row && loaded !== undefined) defineCommand(command, loaded, called);
  }
  return program;
}

/** The command that holds a group's commands; made with the first of them. */
function groupOf(name: string, program: Commander): Commander {
  const made = program.commands.find((command) => command.name() === name);
  return made ?? program.command(name).description(groupSummaries[name] ?? '');
}

function forEachCommand(command: Commander, visit: (command: Commander) => void): void {
  visit(command);
  for (const child of command.commands) forEachCommand(child, visit);
}

/** The message of commander, with the help of what was called as hint: a command, a group or the program. */
function usageProblem(error: CommanderError, called: string): Problem {
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  return new Problem('usage', message, {
    hint: ['kind-audit', called, '--help'].filter((word) => word !== '').join(' '),
  });
}
