// Files, folders, archives and standard input read through the command.
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { runCli, type CliOptions } from '../kit/run-cli.ts';
import { event, numbers } from './kit.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

const lines = (...wanted: readonly number[]): string => wanted.map((number) => `${event(number)}\n`).join('');

/** What `kind-audit logs …` prints, and what it remarks. */
async function logs(
  line: string,
  files: Files = {},
  options: CliOptions = {},
): Promise<{ readonly printed: string; readonly remarks: string }> {
  const { code, stdout, stderr } = await runCli(`logs ${line}`, { files, ...options });
  expect(code, stderr).toBe(0);
  return { printed: stdout, remarks: stderr };
}

test('whole lines byte for byte, a last one without newline too', async () => {
  const text = `${event(1)}\r\n  ${event(2)}  \n${event(3)}`;
  const answer = await logs('-o json a.log', { '/project/a.log': text });
  expect(answer.printed).toBe(`${text}\n`);
  expect(answer.remarks).toBe('');
});

test('a broken line is left out and reported at the end', async () => {
  const answer = await logs('-o json /a.log', { '/a.log': `${lines(1)}{"half\n${lines(2)}not json` });
  expect(numbers(answer.printed)).toEqual([1, 2]);
  expect(answer.remarks).toBe(
    'warning: left out line 2 of /a.log: it is cut off or damaged\nwarning: left out line 4 of /a.log: it is not JSON\n',
  );
});

test.each([
  '-o json',
  '-o yaml',
  '--stats',
  '--stats -o json',
  '--top user',
  '--user mia',
  '--tail 3',
  '--follow --tail 3',
])('a log without any event is a problem: %s', async (options) => {
  const { code, stdout, stderr } = await runCli(`logs ${options} -`, { stdin: '\n{"a":1}\nno\n{"b":2}\n' });
  expect([code, stdout.replace(/^\{"schema":"kind-audit\.problem\/v1".*\n/, '')]).toEqual([3, '']);
  expect(stderr).toContain('left out 2 lines of standard input, the first is line 2: they are JSON, but no audit');
  expect(stderr).toContain('left out line 3 of standard input: it is not JSON');
  expect(stderr).toContain('no line of standard input is an audit event');
});

test('of two files with other things all are named, with the first of their lines; one event is enough', async () => {
  const answer = await logs('-o json /a.log /b.log', { '/a.log': 'x\n\ny\n', '/b.log': `${lines(1)}z\n` });
  expect(answer.remarks).toBe(
    'warning: left out 2 lines of /a.log, the first is line 1: they are not JSON\n' +
      'warning: left out line 2 of /b.log: it is not JSON\n',
  );
});

test('an empty file is not an error', async () => {
  expect((await logs('/a.log', { '/a.log': '' })).printed).toBe('');
});

test('a folder: rotated files in order, archives unpacked, several logs merged by time', async () => {
  const answer = await logs('-o json /logs', {
    '/logs/one/audit.log': lines(7, 9),
    '/logs/one/audit-2026-11-21T08-00-00.006.log': lines(4, 6),
    '/logs/one/audit-2026-11-21T08-00-00.003.log.gz': gzipSync(lines(1, 3)),
    '/logs/two/audit.log': lines(2, 5, 8),
    '/logs/two/notes.txt': 'nothing',
  });
  expect(numbers(answer.printed)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('standard input, also packed', async () => {
  for (const bytes of [Buffer.from(lines(1, 2)), gzipSync(lines(1, 2))]) {
    const stdin = (async function* () {
      for (const byte of bytes) yield Buffer.of(byte);
    })();
    const answer = await logs('-o json -', {}, { stdin });
    expect(numbers(answer.printed)).toEqual([1, 2]);
  }
});

test("a container's log", async () => {
  const text = event(1);
  const framed = `2026-11-21T08:00:00.1Z stderr F I1121 klog\n2026-11-21T08:00:00.1Z stdout P ${text.slice(0, 9)}\n2026-11-21T08:00:00.2Z stdout F ${text.slice(9)}\n`;
  const answer = await logs('-o json /0.log', { '/0.log': framed });
  expect(numbers(answer.printed)).toEqual([1]);
  expect(answer.remarks).toBe('');
});

test('the last ones', async () => {
  const files = {
    '/l/audit.log': lines(5, 6),
    '/l/audit-2026-11-21T08-00-00.004.log': lines(1, 2, 3, 4),
  };
  expect(numbers((await logs('-o json --tail 3 /l', files)).printed)).toEqual([4, 5, 6]);
  expect(numbers((await logs('-o json --tail 0 /l', files)).printed)).toEqual([]);
  expect(numbers((await logs('-o json --tail 1 --id id-2 /l', files)).printed)).toEqual([2]);
  expect(numbers((await logs('-o json --tail 99 /l', files)).printed)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('what did not end comes last', async () => {
  const answer = await logs('-o json /a.log', {
    '/a.log': `${event(1, { stage: 'RequestReceived' })}\n${lines(2)}`,
  });
  expect(numbers(answer.printed)).toEqual([2, 1]);
});

test('since skips files that were rotated before', async () => {
  const answer = await logs('-o json --since 2026-11-21T08:00:00.005Z /l', {
    '/l/audit.log': lines(5, 6),
    '/l/audit-2026-11-21T08-00-00.004.log': 'not even read',
  });
  expect(numbers(answer.printed)).toEqual([5, 6]);
  expect(answer.remarks).toBe('');
});

test.each([
  '--since 2026-11-21T00:00:00Z',
  '--until 2026-11-22T00:00:00Z',
  '--since 2026-11-21T00:00:00Z --user tester',
  '--since 2026-11-21T00:00:00Z --tail 5',
  '--since 2026-11-21T00:00:00Z --all-stages',
])('events without a time are counted and said, also one of a request without an end: %s', async (options) => {
  const text =
    lines(1) +
    [{ stageTimestamp: 'x' }, { stageTimestamp: undefined }, { stageTimestamp: '', stage: 'RequestReceived' }]
      .map((changes, index) => `${event(2 + index, changes)}\n`)
      .join('');
  const answer = await logs(`-o json ${options} /a.log`, { '/a.log': text });
  expect(numbers(answer.printed)).toEqual([1]);
  expect(answer.remarks).toBe(
    'warning: left out 3 lines of /a.log, the first is line 2: they are without a time, which --since and --until ask for\n',
  );
  expect((await logs(`-o json ${options} --verb delete /a.log`, { '/a.log': text })).remarks).toBe('');
});

test('counts and sums, for people and for programs', async () => {
  const files = { '/a.log': lines(1, 2) + event(3, { verb: 'list' }) };
  expect((await logs('--top verb /a.log', files)).printed).toMatch(/^verb +events +share\nget +2 +66\.7%/);
  expect((await logs('--top verb -o json /a.log', files)).printed).toBe(
    '{"schema":"kind-audit.logs-top/v1","field":"verb","value":"get","events":2}\n' +
      '{"schema":"kind-audit.logs-top/v1","field":"verb","value":"list","events":1}\n',
  );
  expect((await logs('--stats /a.log', files)).printed).toMatch(/^events +3\n/);
});

test('programs read what was left out in the answer as well', async () => {
  const files = { '/a.log': `${lines(1)}x\n${lines(2)}y\n{"kind":"Pod"}\n`, '/b.log': lines(3) };
  const leftOut = [
    { file: '/a.log', reason: 'not-json', lines: 2, first: 2, about: null },
    { file: '/a.log', reason: 'no-event', lines: 1, first: 5, about: null },
  ];
  const documents = async (line: string): Promise<unknown[]> =>
    (await logs(`-o json ${line} /a.log /b.log`, files)).printed
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text));
  expect(await documents('--stats')).toMatchObject([{ events: 3, leftOut }]);
  expect(await documents('--top verb')).toEqual([
    ...leftOut.map((row) => ({ schema: 'kind-audit.logs-left-out/v1', ...row })),
    { schema: 'kind-audit.logs-top/v1', field: 'verb', value: 'get', events: 3 },
  ]);
  expect(await documents('--stats --verb delete')).toMatchObject([{ events: 0, leftOut }]);
  const whole = await runCli('policy replay --policy gce -o json /a.log /b.log', { files });
  expect(JSON.parse(whole.stdout)).toMatchObject({ total: { events: 3 }, leftOut });
});

test('filters may be repeated, joined by commas and negated', async () => {
  const files = { '/a.log': lines(1) + event(2, { verb: 'list' }) + '\n' + event(3, { verb: 'watch' }) };
  const shown = async (line: string): Promise<number[]> =>
    numbers((await logs(`-o json ${line} /a.log`, files)).printed);
  expect(await shown('--verb list --verb get')).toEqual([1, 2]);
  expect(await shown('--verb list,watch')).toEqual([2, 3]);
  expect(await shown('--verb !list')).toEqual([1, 3]);
  expect(await shown('--level metadata --stage responsecomplete --grep !"watch"')).toEqual([1, 2]);
});

test('colour where it is asked for', async () => {
  const files = { '/a.log': lines(1) };
  expect((await logs('--color always /a.log', files)).printed).toContain('\u001B[');
  expect((await logs('/a.log', files)).printed).not.toContain('\u001B[');
});

test.each([
  ['/none.log', 'there is no file /none.log'],
  ['/empty', 'no log in the folder /empty'],
  ['--level Meta /a.log', '--level "Meta"'],
  ['--code 20 /a.log', '--code "20"'],
  ['--code 600 /a.log', '--code "600"'],
  ['--grep ( /a.log', '--grep "("'],
  ['--since yesterday /a.log', '--since "yesterday"'],
  ['--tail -1 /a.log', '--tail "-1"'],
  ['--slower-than 5 /a.log', '--slower-than "5"'],
  ['-o xml /a.log', "argument 'xml' is invalid. Allowed choices are pretty, wide, json, yaml"],
  ['--top colour /a.log', 'Allowed choices are verb, user, resource'],
  ['--top user --stats /a.log', "cannot be used with option '--stats'"],
  ['--top user --follow /a.log', "cannot be used with option '-f, --follow'"],
  ['--top user -o yaml /a.log', 'not yaml'],
  ['--name kind /a.log', 'choose one'],
  ['--color blue /a.log', 'Allowed choices are auto, always, never'],
])('logs %s', async (line, text) => {
  const { code, stdout, stderr } = await runCli(['logs', ...line.split(' ')], { files: { '/empty/x.txt': '' } });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^error: /);
  expect(stderr).toContain(text);
});

/** Bytes as standard input. */
async function* asStdin(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

test('a damaged archive, of a file and from standard input, beside a good file', async () => {
  const packed = gzipSync(lines(1, 2));
  const damaged = Buffer.concat([packed, Buffer.from('xyz\n')]);
  const wrong = Buffer.from(packed);
  wrong[wrong.length - 6] = (wrong[wrong.length - 6] ?? 0) ^ 1;
  for (const bytes of [damaged, wrong, packed.subarray(0, -4)]) {
    const answer = await logs('-o json /a.log.gz /b.log', { '/a.log.gz': bytes, '/b.log': lines(3) });
    expect(numbers(answer.printed)).toEqual([1, 2, 3]);
    expect(answer.remarks).toMatch(/^warning: \/a\.log\.gz is damaged and was read as far as possible: [^\n]+\n$/);
    const input = await logs('-o json -', {}, { stdin: asStdin(bytes) });
    expect(numbers(input.printed)).toEqual([1, 2]);
    expect(input.remarks).toContain('standard input is damaged');
  }
  const padded = Buffer.concat([packed, Buffer.alloc(100)]);
  const answer = await logs('-o json /a.log.gz', { '/a.log.gz': padded });
  expect([numbers(answer.printed), answer.remarks]).toEqual([[1, 2], '']);
});

test('a last line without its end in a damaged archive is read', async () => {
  const packed = Buffer.concat([gzipSync(lines(1) + event(2)), Buffer.from('x')]);
  expect(numbers((await logs('-o json /a.log.gz', { '/a.log.gz': packed })).printed)).toEqual([1, 2]);
});

test.each([
  [gzipSync(gzipSync(lines(1))), 'packed with gzip twice', 'gzip -dc %'],
  [Buffer.from('\u00FD7zXZ\0xx', 'latin1'), 'compressed with xz', 'xz -dc %'],
  [Buffer.from('(\u00B5/\u00FDxx', 'latin1'), 'compressed with zstd', 'zstd -dc %'],
  [Buffer.concat([Buffer.alloc(257), Buffer.from('ustar\0'), Buffer.alloc(99)]), 'a tar archive', 'tar -xOf %'],
  [gzipSync(Buffer.concat([Buffer.alloc(257), Buffer.from('ustar\0')])), 'a tar archive', 'gzip -dc % | tar -xOf -'],
  [Buffer.from(`\uFEFF${lines(1)}`, 'utf16le'), 'UTF-16 text', 'iconv -f UTF-16 -t UTF-8 %'],
  [Buffer.from(lines(1), 'utf16le'), 'UTF-16 text', 'iconv -f UTF-16 -t UTF-8 %'],
])('a format that is not read is named, with what reads it %#', async (bytes, is, command) => {
  const said = (name: string, argument: string): string =>
    `error: ${name} is ${is}, which is not read\nnext: ${command.replace('%', argument)} | kind-audit logs -\n`;
  const { code, stdout, stderr } = await runCli('logs /l/a.log', { files: { '/l/a.log': bytes } });
  expect([code, stdout, stderr]).toEqual([2, '', said('/l/a.log', '/l/a.log')]);
  const input = await runCli('logs -', { stdin: asStdin(bytes) });
  expect(input.stderr).toBe(said('standard input', '-'));
});
