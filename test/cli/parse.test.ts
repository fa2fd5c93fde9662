// The command line: what is accepted, and the messages about the rest.
import { expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/parse.ts';
import { commandTable, groupSummaries } from '../../src/cli/table.ts';

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
  [['image', 'bild'], /unknown command 'bild'.*build/],
  [['logs', '-o', 'xml'], /'-o, --output <form>' argument 'xml' is invalid. Allowed choices are pretty, wide/],
  [['logs', '--top', 'user', '--stats'], /'--top <field>' cannot be used with option '--stats'/],
  [['logs', '--tail', '5', '--stats'], /cannot be used with option '--tail <count>'/],
])('refuses %j in one line', async (args, message) => {
  const error: unknown = await parse(...args).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'usage', message: expect.stringMatching(message) });
  expect((error as Error).message).not.toContain('\n');
});

test('prints help and version with exit code 0, and help with 2 where a command is missing', async () => {
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

test('the help says what a group is for', async () => {
  const groups = commandTable.flatMap(({ name }) => (name.includes(' ') ? [name.split(' ')[0] ?? ''] : []));
  expect(Object.keys(groupSummaries).toSorted()).toEqual([...new Set(groups)].toSorted());
  const help = await parse('--help');
  for (const summary of Object.values(groupSummaries)) expect('text' in help && help.text).toContain(summary);
});

test('values of an option that may be repeated add up, in one command line and no further', async () => {
  const optionsOf = async (...args: string[]): Promise<unknown> => {
    const parsed = await parse(...args);
    return 'call' in parsed && parsed.call.options;
  };
  expect(await optionsOf('logs', '--verb', 'get,list', '--verb', 'watch')).toEqual({ verb: ['get', 'list', 'watch'] });
  expect(await optionsOf('logs', '--verb', 'get')).toEqual({ verb: ['get'] });
  expect(await optionsOf('doctor', '--check', 'proof,manifest', '--check', 'disk')).toEqual({
    check: ['proof', 'manifest', 'disk'],
  });
});

test.each([
  [['constructor'], 'kind-audit --help'],
  [['bogus', 'image'], 'kind-audit --help'],
  [['image', 'bogus'], 'kind-audit image --help'],
])('%j is not a command', async (args, hint) => {
  await expect(parse(...args)).rejects.toMatchObject({ code: 'usage', hint });
});
