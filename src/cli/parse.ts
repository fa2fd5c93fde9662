// The command line, read by commander: only the command that is called is loaded.
import { Command as Commander, CommanderError, Option } from 'commander';
import { exitCodes, type ExitCode } from '../core/exit-code.ts';
import { Problem } from '../core/problem.ts';
import type { Command } from '../commands/command.ts';
import { verboseOption } from '../commands/options/common.ts';
import { commandTable, type CommandRow } from './table.ts';

/** A command line that was understood. */
export interface Call {
  readonly name: string;
  readonly command: Command<never>;
  readonly options: Record<string, unknown>;
  readonly positionals: readonly string[];
}

/** What became of a command line: a call, or a text that was asked for (help, version). */
export type Parsed = { readonly call: Call } | { readonly text: string; readonly exitCode: ExitCode };

/**
 * Reads the arguments behind the program's name. Throws a usage Problem for what it does not know.
 */
export async function parseArguments(args: readonly string[], version: string): Promise<Parsed> {
  const row = findRow(args);
  const loaded = row === undefined ? undefined : await row.load();
  let text = '';
  let call: Call | undefined;
  const program = buildProgram(
    version,
    (name, options, positionals) => {
      if (loaded !== undefined) call = { name, command: loaded, options, positionals };
    },
    row,
    loaded,
  );
  const write = (part: string): void => void (text += part);
  forEachCommand(program, (command) =>
    command.exitOverride().configureOutput({ writeOut: write, writeErr: write, outputError: () => undefined }),
  );
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { text, exitCode: exitCodes.fine };
    if (error.code === 'commander.help') return { text, exitCode: exitCodes.usage };
    throw usageProblem(error, row);
  }
  return call === undefined ? { text: program.helpInformation(), exitCode: exitCodes.usage } : { call };
}

/** The row whose name the arguments begin with; global flags before it are passed over. */
function findRow(args: readonly string[]): CommandRow | undefined {
  const words = args.filter((argument) => !argument.startsWith('-'));
  return commandTable.find(({ name }) => name.split(' ').every((word, index) => words[index] === word));
}

type Called = (name: string, options: Record<string, unknown>, positionals: readonly string[]) => void;

function buildProgram(version: string, called: Called, row?: CommandRow, loaded?: Command<never>): Commander {
  const program = new Commander('kind-audit')
    .description('One command to a kind cluster whose API-server auditing is proven.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      '\nExit codes: 0 fine, 1 findings, 2 usage, 3 environment or operation failed, 70 bug, 130 interrupted.',
    );
  const groups = new Map<string, Commander>();
  for (const entry of commandTable) {
    const [first = '', second] = entry.name.split(' ');
    const parent =
      second === undefined ? program : (groups.get(first) ?? program.command(first).description(`${first} …`));
    if (second !== undefined) groups.set(first, parent);
    const command = parent.command(second ?? first).description(entry.summary);
    if (entry === row && loaded !== undefined) defineCommand(command, entry.name, loaded, called);
  }
  return program;
}

function defineCommand(
  command: Commander,
  name: string,
  { arguments: argumentSpecs, options, examples }: Command<never>,
  called: Called,
): void {
  for (const argument of argumentSpecs ?? []) command.argument(argument.name, argument.description);
  for (const { flags, description, byDefault, parse } of [...options, verboseOption]) {
    const option = new Option(flags, byDefault === undefined ? description : `${description} (default: ${byDefault})`);
    if (parse !== undefined) option.argParser((value) => parse(value));
    command.addOption(option);
  }
  const width = Math.max(...examples.map(({ line }) => line.length));
  command.addHelpText(
    'after',
    `\nExamples:\n${examples.map(({ line, does }) => `  ${line.padEnd(width)}  # ${does}`).join('\n')}`,
  );
  command.action(() => called(name, command.opts(), command.args));
}

function forEachCommand(command: Commander, visit: (command: Commander) => void): void {
  visit(command);
  for (const child of command.commands) forEachCommand(child, visit);
}

function usageProblem(error: CommanderError, row: CommandRow | undefined): Problem {
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  return new Problem('usage', message, { hint: `kind-audit ${row === undefined ? '' : `${row.name} `}--help` });
}
