// Every command of the table: it works, is refused, is interrupted, and prints JSON.
import { describe, expect, test } from 'vitest';
import { documents } from '../../src/report/documents/table.ts';
import { commandTable } from '../../src/cli/table.ts';
import { runCli, type CliRun } from '../kit/run-cli.ts';
import type { Case } from './cases/case.ts';
import { commandCases } from './cases/table.ts';

/** Runs a case, and checks what it expects. */
async function demand({ line, given, code, stdout = '', stderr = '', after }: Case, usual: number): Promise<CliRun> {
  const ran = await runCli(line, await given?.());
  expect(ran.code, `${line}\n${ran.stdout}${ran.stderr}`).toBe(code ?? usual);
  expect(ran.stdout).toContain(stdout);
  expect(ran.stderr).toContain(stderr);
  expect(ran.stderr).not.toContain('this is a bug');
  after?.(ran);
  return ran;
}

test('every command has its cases, and every case its command', () => {
  expect(Object.keys(commandCases).toSorted()).toEqual(commandTable.map(({ name }) => name).toSorted());
});

describe.each(Object.entries(commandCases))('%s', (_name, { works, refused, interrupted, also = [] }) => {
  test('works', async () => {
    expect((await demand(works, 0)).stderr).not.toContain('error:');
  });

  test('is refused: what is wrong, and what to type next', async () => {
    const { stderr, stdout } = await demand(refused, 2);
    expect(stderr).toMatch(/^error: .+\n(?:.*\n)*next: .+\n$/);
    expect(stdout).toBe('');
  });

  test('is interrupted', async () => {
    await demand(interrupted, 130);
  });

  test('has done nothing when it is interrupted before it begins', async () => {
    const given = (await works.given?.()) ?? {};
    const { world } = given;
    const before = [JSON.stringify([...(world?.disk ?? [])]), world?.ran.length ?? 0];
    const ran = await runCli(works.line, { ...given, interruptAt: 'start' });
    expect([ran.code, ran.stdout, ran.stderr]).toEqual([130, '', 'error: interrupted\n']);
    if (world !== undefined) expect([JSON.stringify([...world.disk]), world.ran.length]).toEqual(before);
  });

  test.each(also.map((each) => [each.line, each] as const))('%s', async (_line, each) => {
    await demand(each, 0);
  });
});

const forPrograms = Object.entries(commandCases).flatMap(([name, { machine }]) =>
  machine === null ? [] : [{ name, ...machine }],
);

test('every command prints JSON, except those that print no data of their own', () => {
  const answering = new Set(forPrograms.map(({ name }) => name));
  expect(Object.keys(commandCases).filter((name) => !answering.has(name))).toEqual(['shell', 'policy schema']);
});

test.each(forPrograms)('$name prints JSON: $line', async ({ schema, ...given }) => {
  const { stdout } = await demand(given, 0);
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { schema: string });
  expect(answers.at(-1)?.schema).toBe(schema);
  const known = new Set<string>(documents.map(({ name }) => name));
  expect(answers.filter((answer) => !known.has(answer.schema))).toEqual([]);
});
