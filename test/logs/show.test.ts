// Files, folders, archives and standard input read through the command.
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/parse.ts';
import type { World } from '../../src/core/ports.ts';
import { Problem } from '../../src/core/problem.ts';
import { fakeWorld, type FakeWorld } from '../kit/world.ts';
import { event, numbers } from './kit.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

const lines = (...wanted: readonly number[]): string => wanted.map((number) => `${event(number)}\n`).join('');

async function logs(line: string, files: Files = {}, parts: Partial<World> = {}): Promise<FakeWorld> {
  const parsed = await parseArguments(['logs', ...line.split(' ')], '1.0.0');
  if (!('call' in parsed)) throw new Error('no call');
  const world = fakeWorld({ files, parts });
  const { command, options, positionals } = parsed.call;
  expect(await command.run(options as never, positionals, world)).toBe(0);
  return world;
}

async function problem(line: string, files: Files = {}): Promise<Problem> {
  const failed: unknown = await logs(line, files).catch((error: unknown) => error);
  if (failed instanceof Problem) return failed;
  throw failed;
}

test('whole lines byte for byte, a last one without newline too', async () => {
  const text = `${event(1)}\r\n  ${event(2)}  \n${event(3)}`;
  const world = await logs('-o json a.log', { '/project/a.log': text });
  expect(world.printed()).toBe(`${text}\n`);
  expect(world.events).toEqual([]);
});

test('a broken line is left out and told at the end', async () => {
  const world = await logs('-o json /a.log', { '/a.log': `${lines(1)}{"half\n${lines(2)}not json` });
  expect(numbers(world.printed())).toEqual([1, 2]);
  expect(world.events).toEqual([{ type: 'note', level: 'warn', text: 'left out 2 lines that are no audit event' }]);
});

test('an empty file is no error', async () => {
  expect((await logs('/a.log', { '/a.log': '' })).printed()).toBe('');
});

test('a folder: rotated files in order, archives unpacked, several logs merged by time', async () => {
  const world = await logs('-o json /logs', {
    '/logs/one/audit.log': lines(7, 9),
    '/logs/one/audit-2026-11-21T08-00-00.006.log': lines(4, 6),
    '/logs/one/audit-2026-11-21T08-00-00.003.log.gz': gzipSync(lines(1, 3)),
    '/logs/two/audit.log': lines(2, 5, 8),
    '/logs/two/notes.txt': 'nothing',
  });
  expect(numbers(world.printed())).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('standard input, also packed', async () => {
  for (const bytes of [Buffer.from(lines(1, 2)), gzipSync(lines(1, 2))]) {
    const world = await logs(
      '-o json -',
      {},
      {
        stdin: async function* () {
          for (const byte of bytes) yield Buffer.of(byte);
        },
      },
    );
    expect(numbers(world.printed())).toEqual([1, 2]);
  }
});

test("a container's log", async () => {
  const text = event(1);
  const framed = `2026-11-21T08:00:00.1Z stderr F I1121 klog\n2026-11-21T08:00:00.1Z stdout P ${text.slice(0, 9)}\n2026-11-21T08:00:00.2Z stdout F ${text.slice(9)}\n`;
  const world = await logs('-o json /0.log', { '/0.log': framed });
  expect(numbers(world.printed())).toEqual([1]);
  expect(world.events).toEqual([]);
});

test('the last ones', async () => {
  const files = {
    '/l/audit.log': lines(5, 6),
    '/l/audit-2026-11-21T08-00-00.004.log': lines(1, 2, 3, 4),
  };
  expect(numbers((await logs('-o json --tail 3 /l', files)).printed())).toEqual([4, 5, 6]);
  expect(numbers((await logs('-o json --tail 0 /l', files)).printed())).toEqual([]);
  expect(numbers((await logs('-o json --tail 1 --id id-2 /l', files)).printed())).toEqual([2]);
  expect(numbers((await logs('-o json --tail 99 /l', files)).printed())).toEqual([1, 2, 3, 4, 5, 6]);
});

test('what did not end comes last', async () => {
  const world = await logs('-o json /a.log', {
    '/a.log': `${event(1, { stage: 'RequestReceived' })}\n${lines(2)}`,
  });
  expect(numbers(world.printed())).toEqual([2, 1]);
});

test('since skips files that were rotated before', async () => {
  const world = await logs('-o json --since 2026-11-21T08:00:00.005Z /l', {
    '/l/audit.log': lines(5, 6),
    '/l/audit-2026-11-21T08-00-00.004.log': 'not even read',
  });
  expect(numbers(world.printed())).toEqual([5, 6]);
  expect(world.events).toEqual([]);
});

test('counts and sums, for people and for programs', async () => {
  const files = { '/a.log': lines(1, 2) + event(3, { verb: 'list' }) };
  expect((await logs('--top verb /a.log', files)).printed()).toMatch(/^verb +events +share\nget +2 +66\.7%/);
  expect((await logs('--top verb -o json /a.log', files)).printed()).toBe(
    '{"schema":"kind-audit.logs-top/v1","field":"verb","value":"get","events":2}\n' +
      '{"schema":"kind-audit.logs-top/v1","field":"verb","value":"list","events":1}\n',
  );
  expect((await logs('--stats /a.log', files)).printed()).toMatch(/^events +3\n/);
});

test('filters may be repeated, joined by commas and negated', async () => {
  const files = { '/a.log': lines(1) + event(2, { verb: 'list' }) + '\n' + event(3, { verb: 'watch' }) };
  const shown = async (line: string): Promise<number[]> =>
    numbers((await logs(`-o json ${line} /a.log`, files)).printed());
  expect(await shown('--verb list --verb get')).toEqual([1, 2]);
  expect(await shown('--verb list,watch')).toEqual([2, 3]);
  expect(await shown('--verb !list')).toEqual([1, 3]);
  expect(await shown('--level metadata --stage responsecomplete --grep !"watch"')).toEqual([1, 2]);
});

test('colour where it is asked for', async () => {
  const files = { '/a.log': lines(1) };
  expect((await logs('--color always /a.log', files)).printed()).toContain('\u001B[');
  expect((await logs('/a.log', files)).printed()).not.toContain('\u001B[');
});

test.each([
  ['/none.log', 'file-unreadable', 'there is no file /none.log'],
  ['/empty', 'file-unreadable', 'no log in the folder /empty'],
  ['--level Meta /a.log', 'usage', '--level "Meta"'],
  ['--code 20 /a.log', 'usage', '--code "20"'],
  ['--code 600 /a.log', 'usage', '--code "600"'],
  ['--grep ( /a.log', 'usage', '--grep "("'],
  ['--since yesterday /a.log', 'usage', '--since "yesterday"'],
  ['--tail -1 /a.log', 'usage', '--tail "-1"'],
  ['--slower-than 5 /a.log', 'usage', '--slower-than "5"'],
  ['-o xml /a.log', 'usage', "argument 'xml' is invalid. Allowed choices are pretty, wide, json, yaml"],
  ['--top colour /a.log', 'usage', 'Allowed choices are verb, user, resource'],
  ['--top user --stats /a.log', 'usage', "cannot be used with option '--stats'"],
  ['--top user --follow /a.log', 'usage', "cannot be used with option '-f, --follow'"],
  ['--top user -o yaml /a.log', 'usage', 'forms'],
  ['--name kind /a.log', 'usage', 'choose one'],
  ['--color blue /a.log', 'usage', 'Allowed choices are auto, always, never'],
])('logs %s', async (line, code, text) => {
  const found = await problem(line, { '/empty/x.txt': '' });
  expect(found.code).toBe(code);
  expect(found.message).toContain(text);
});
