// The command line: what is understood, and what is said of the rest.
import { expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/parse.ts';
import { commandTable } from '../../src/cli/table.ts';

const parse = (...args: string[]): ReturnType<typeof parseArguments> => parseArguments(args, '1.2.3');

test('reads options into values', async () => {
  const parsed = await parse('up', '-n', 'dev', '--control-planes', '3', '--wait', '1m30s', '--yes');
  expect('call' in parsed && parsed.call).toMatchObject({
    name: 'up',
    options: { name: 'dev', controlPlanes: 3, wait: 90_000, yes: true },
  });
});

test('knows commands of two words', async () => {
  expect('call' in (await parse('image', 'build'))).toBe(true);
});

test.each([
  [['upp'], /unknown command 'upp'.*up/],
  [['up', '--nam', 'x'], /unknown option '--nam'.*--name/],
  [['up', '--name'], /argument missing/],
  [['up', '--name', 'A B'], /--name "A B": only lower-case/],
  [['up', '--workers', '-1'], /--workers "-1": must be a whole number/],
  [['up', '--workers', '1.5'], /whole number/],
  [['up', '--wait', 'soon'], /must be a duration/],
  [['up', 'extra'], /too many arguments/],
  [['image', 'bild'], /unknown command/],
])('refuses %j in one line', async (args, message) => {
  const error: unknown = await parse(...args).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'usage', message: expect.stringMatching(message) });
  expect((error as Error).message).not.toContain('\n');
});

test('prints help and version with exit code 0, and help with 2 where a command is lacking', async () => {
  expect(await parse('--version')).toEqual({ text: '1.2.3\n', exitCode: 0 });
  const help = await parse('--help');
  for (const { name } of commandTable) expect('text' in help && help.text).toContain(name.split(' ')[0]);
  expect(await parse()).toMatchObject({ exitCode: 2 });
});

test.each(commandTable.map(({ name }) => name))('%s explains itself with options and examples', async (name) => {
  const help = await parse(...name.split(' '), '--help');
  expect(help).toMatchObject({ exitCode: 0 });
  expect('text' in help && help.text).toMatch(/Examples:\n {2}kind-audit/);
});

test('every command that touches a cluster takes --name and --kubeconfig', async () => {
  for (const name of ['up', 'doctor', 'logs', 'status', 'shell', 'down']) {
    const row = commandTable.find((entry) => entry.name === name);
    const flags = (await row?.load())?.options.map((option) => option.flags).join(' ');
    expect(flags, name).toContain('--name <name>');
    expect(flags, name).toContain('--kubeconfig <file>');
  }
});
