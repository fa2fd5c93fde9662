// Makes a commander command of a command's description: arguments, options and examples.
import { Option, type Command as Commander } from 'commander';
import { Problem } from '../core/problem.ts';
import type { Command, CommonOptions, OptionSpec } from '../commands/command.ts';
import { verboseOption } from '../commands/options/common.ts';

/** Called by commander for a valid command line. */
export type Called = (options: CommonOptions, positionals: readonly string[]) => void;

/** Adds everything that the command is described by, and what happens when it is called. */
export function defineCommand(
  commander: Commander,
  { arguments: argumentSpecs = [], options, examples }: Command<CommonOptions>,
  called: Called,
): void {
  for (const { name, description } of argumentSpecs) commander.argument(name, description);
  for (const spec of [...options, verboseOption]) commander.addOption(optionOf(spec));
  const width = Math.max(...examples.map(({ line }) => line.length));
  const lines = examples.map(({ line, does }) => `  ${line.padEnd(width)}  # ${does}`);
  commander.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
  commander.action(() => called(withoutAliases(commander.opts(), options), commander.args));
}

/** The options as the command reads them: in place of an alias, what it stands for. */
function withoutAliases(given: CommonOptions, specs: readonly OptionSpec[]): CommonOptions {
  const aliases = new Map(specs.map(({ flags, aliasOf }) => [new Option(flags).attributeName(), aliasOf]));
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const alias = aliases.get(name);
      return alias === undefined ? [name, value] : [alias.option, alias.value];
    }),
  );
}

function optionOf({ flags, description, byDefault, choices, parse, collect, conflicts, aliasOf }: OptionSpec): Option {
  const option = new Option(flags, byDefault === undefined ? description : `${description} (default: ${byDefault})`);
  if (choices !== undefined) option.choices(choices);
  if (conflicts !== undefined) option.conflicts([...conflicts]);
  if (aliasOf !== undefined) option.conflicts(aliasOf.option);
  if (parse !== undefined) option.argParser((value) => checked(option, value, parse));
  if (collect !== undefined)
    option.argParser<readonly unknown[] | false | undefined>((value, before) => [
      // False is what its negation leaves.
      ...(before === false || before === undefined ? [] : before),
      ...checked(option, value, collect),
    ]);
  return option;
}

/** Parses a value; a Problem about it names the option. */
function checked<T>({ long }: Option, value: string, parse: (value: string) => T): T {
  try {
    return parse(value);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    throw new Problem(error.code, `${long} "${value}": ${error.message}`, hint);
  }
}
