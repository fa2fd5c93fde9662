// No option and no argument is accepted and then ignored: some command line of each command has it read.
import { Option } from 'commander';
import { expect, test } from 'vitest';
import { carryOut } from '../../src/cli/run.ts';
import { parseArguments } from '../../src/cli/parse.ts';
import { commandTable } from '../../src/cli/table.ts';
import type { Command, CommonOptions } from '../../src/commands/command.ts';
import { runCli, type Runner } from '../kit/run-cli.ts';
import type { CommandCases } from './cases/case.ts';
import { commandCases, linesOf } from './cases/table.ts';

/** A copy of the target that notes which properties are read; those that are only copied by `...` do not count. */
function watched<T extends object>(target: T, seen: Set<string>): T {
  let copied: string | symbol | undefined;
  return new Proxy(target, {
    getOwnPropertyDescriptor(it, name) {
      copied = name;
      return Reflect.getOwnPropertyDescriptor(it, name);
    },
    get(it, name) {
      if (name !== copied) seen.add(String(name));
      copied = undefined;
      return Reflect.get(it, name) as unknown;
    },
  });
}

/** What is read of the options and of the arguments that are given, over all command lines of a command. */
async function readOf(cases: CommandCases): Promise<{ options: Set<string>; positionals: Set<string> }> {
  const [options, positionals] = [new Set<string>(), new Set<string>()];
  const runner: Runner = async (edge, makeWorld) => {
    const parsed = await parseArguments(edge.args, edge.version).catch(() => ({ text: 'refused' }));
    if (!('call' in parsed)) return 2;
    const { call } = parsed;
    const watching = {
      ...call,
      options: watched(call.options, options),
      positionals: watched(call.positionals, positionals),
    };
    return carryOut(watching, edge, makeWorld);
  };
  for (const { line, given } of linesOf(cases)) await runCli(line, await given?.(), runner);
  return { options, positionals };
}

/** The names under which a command finds its options; an alias is another way to give one of them. */
function optionNames({ options }: Command<CommonOptions>): string[] {
  const own = options
    .filter(({ aliasOf }) => aliasOf === undefined)
    .map(({ flags }) => new Option(flags).attributeName());
  return [...new Set([...own, 'verbose'])];
}

/** How often arguments can be read: once each, twice where there may be several. */
function argumentIndices({ arguments: specs = [] }: Command<CommonOptions>): string[] {
  return specs.flatMap(({ name }, index) => (name.includes('...') ? [index, index + 1] : [index])).map(String);
}

test.each(Object.entries(commandCases))('%s reads all of its options and arguments', async (name, cases) => {
  const command = await commandTable.find((row) => row.name === name)?.load();
  if (command === undefined) throw new Error(`there is no command ${name}`);
  const { options, positionals } = await readOf(cases);
  expect(optionNames(command).filter((option) => !options.has(option))).toEqual([]);
  expect(argumentIndices(command).filter((index) => !positionals.has(index))).toEqual([]);
});

test('an option that is only copied was not read', () => {
  const seen = new Set<string>();
  const options = watched({ name: 'kind', json: true }, seen);
  const { name } = { ...options };
  expect([name, [...seen]]).toEqual(['kind', []]);
  expect([options.name, [...seen]]).toEqual(['kind', ['name']]);
});
