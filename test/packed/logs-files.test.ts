// Odd logs through the real program: counted and reported, never fatal; and how much memory a large one takes.
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gunzipSync, gzipSync } from 'node:zlib';
import { event } from '../logs/kit.ts';
import { run, start, until, type Ran } from './kit/run.ts';
import { setPackedScene } from './kit/scene.ts';

const scene = setPackedScene('ka-logs-files');
afterAll(() => scene[Symbol.asyncDispose]());

const lines = (...numbers: readonly number[]): string => numbers.map((number) => `${event(number)}\n`).join('');
const shown = (text: string): number[] =>
  text
    .split('\n')
    .filter((each) => each !== '')
    .map((each) => Number(/"auditID":"id-(\d+)"/.exec(each)?.[1]));

function write(name: string, content: string | Uint8Array): string {
  const path = join(scene.dir, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function logs(...args: string[]): Promise<Ran> {
  const ran = await scene.cli('logs', '-o', 'json', ...args);
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  return ran;
}

const megabytes = (count: number): string => 'x'.repeat(count * 1_000_000);
const LONG = 'is longer than 16 MiB: of an event the bodies are left out, anything else whole';
const one = (line: string, what: string): string => `warning: left out ${line} of FILE: it is ${what}\n`;

test.each<[string, string | Uint8Array, readonly number[], string]>([
  ['an empty file', '', [], ''],
  ['a last line without its end', `${lines(1)}${event(2)}`, [1, 2], ''],
  ['a truncated last line', `${lines(1, 2)}${event(3).slice(0, 60)}`, [1, 2], one('line 3', 'cut off or damaged')],
  ['CRLF', lines(1, 2).replaceAll('\n', '\r\n'), [1, 2], ''],
  ['empty lines and a mark at the beginning', `\uFEFF${lines(1)}\n\n${lines(2)}`, [1, 2], ''],
  ['invalid UTF-8', Buffer.from(lines(1, 2).replaceAll('tester', 't\u00FFster'), 'latin1'), [1, 2], ''],
  [
    'bytes that are not text',
    Buffer.concat([Buffer.from(lines(1)), Buffer.alloc(500, 0), Buffer.from(`\n${lines(2)}`)]),
    [1, 2],
    one('line 2', 'zero bytes'),
  ],
  ['a line of 10 MB', `${lines(1)}${event(2, { requestObject: megabytes(10) })}\n${lines(3)}`, [1, 2, 3], ''],
  [
    'a line of 20 MB',
    `${lines(1)}${event(2, { requestObject: megabytes(20) })}\n${lines(3)}`,
    [1, 2, 3],
    `warning: line 2 of FILE (tester get /version, auditID id-2) ${LONG}\n`,
  ],
  ['an archive', gzipSync(lines(1, 2)), [1, 2], ''],
])('%s: as a file, from standard input, and followed there', async (what, content, numbers, warning) => {
  const path = write(what === 'an archive' ? 'odd.log.gz' : 'odd.log', content);
  const asFile = await logs(path);
  const asInput = await start(['bash', '-c', '"$0" logs -o json - < "$1"', scene.program, path], { env: scene.env })
    .ended;
  const followed = await start(['bash', '-c', '"$0" logs -o json --follow - < "$1"', scene.program, path], {
    env: scene.env,
  }).ended;
  const kept = Buffer.from(what === 'an archive' ? gunzipSync(content) : content);
  for (const ran of [asFile, asInput, followed]) {
    expect(shown(ran.stdout)).toEqual(numbers);
    const said = warning.replace('FILE', ran === asFile ? path : 'standard input');
    // What is too long is said at once while a log is followed, and at the end.
    expect(ran.stderr).toBe(said.includes(LONG) && ran === followed ? `${said}${said}` : said);
    expect(ran.code).toBe(0);
    // Byte for byte, as far as this test reads text.
    for (const each of ran.stdout.split('\n'))
      if (!each.includes('kindAuditShortened')) expect(kept.toString()).toContain(each);
  }
});

test('a truncated archive is read as far as possible', async () => {
  const whole = gzipSync(lines(...Array.from({ length: 5000 }, (_, index) => index)));
  const ran = await logs(write('half.log.gz', whole.subarray(0, whole.length / 2)));
  expect(shown(ran.stdout).length).toBeGreaterThan(100);
  expect(ran.stderr).toMatch(/half\.log\.gz is damaged and was read as far as possible/);
});

test('a folder: rotated files and archives in the order in which they were written', async () => {
  write('logs/audit.log', lines(5, 6));
  write('logs/audit-2026-11-21T08-00-00.005.log', lines(3, 4));
  write('logs/audit-2026-11-21T08-00-00.003.log.gz', gzipSync(lines(1, 2)));
  write('logs/notes.txt', 'no log');
  const ran = await logs(join(scene.dir, 'logs'));
  const passed = `warning: passed over in ${join(scene.dir, 'logs')}: 1 file without an audit event at its beginning (notes.txt)\n`;
  expect([shown(ran.stdout), ran.stderr]).toEqual([[1, 2, 3, 4, 5, 6], passed]);
});

test('a file that shrinks while it is followed; half a line is shown when it is whole; what was broken is said at the end', async () => {
  const path = write('growing.log', lines(1, 2));
  const following = scene.startCli('logs', '-o', 'json', '--follow', path);
  const isShown = (number: number) => (): boolean => following.output().includes(`"id-${number}"`);
  await until('the first events are shown', isShown(2));
  truncateSync(path);
  await until('it is reported', () => following.output().includes('has become shorter'));
  appendFileSync(path, `not an event\n${lines(3)}${event(4).slice(0, 50)}`);
  await until('the event after shrinking is shown', isShown(3));
  appendFileSync(path, `${event(4).slice(50)}\n`);
  await until('the line that became whole is shown', isShown(4));
  following.child.kill('SIGINT');
  const ran = await following.ended;
  expect([ran.code, shown(ran.stdout)]).toEqual([130, [1, 2, 3, 4]]);
  expect(ran.stderr).toContain(`left out line 1 of ${path}: it is not JSON`);
});

const MEBIBYTES = 200;
const large = join(scene.dir, 'large.log');
beforeAll(() => {
  const program = join(import.meta.dirname, '../../scripts/bench/make-log.mjs');
  execFileSync(process.execPath, [program, large, String(MEBIBYTES)]);
});

/** Runs the program, its output thrown away; the most memory that it took, in megabytes. */
async function peakMegabytes(args: readonly string[]): Promise<number> {
  const script = 'exec "$0" "$@" < large.log > /dev/null';
  const { child, ended } = start(['bash', '-c', script, scene.program, ...args], { cwd: scene.dir, env: scene.env });
  let peak = 0;
  const look = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1000);
    } catch {
      // It has ended.
    }
  }, 5);
  const ran = await ended;
  clearInterval(look);
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  return peak;
}

test.each<[number, readonly string[]]>([
  [150, ['logs', 'large.log', '-o', 'json', '--level', 'Metadata']],
  [150, ['logs', 'large.log', '--stats']],
  [150, ['logs', 'large.log', '--top', 'user-agent']],
  [150, ['logs', 'large.log', '--tail', '1000000']],
  [150, ['logs', '-', '-o', 'wide']],
  [150, ['policy', 'replay', '--policy', 'gce', '-']],
  [200, ['policy', 'replay', '--policy', 'gce', 'large.log']],
])(`less than %i MB of memory for ${MEBIBYTES} MiB: %j`, async (most, args) => {
  const peak = await peakMegabytes(args);
  expect(peak).toBeGreaterThan(30);
  expect(peak).toBeLessThan(most);
});

test.each(['logs -o json --verb delete --verb create', 'policy replay --policy gce -o json'])(
  'by threads or in one go, a large log gives the same: %s',
  async (command) => {
    const sum = async (source: string): Promise<string> => {
      const line = `set -o pipefail; "$0" ${command} ${source} | sha256sum`;
      const ran = await run(['bash', '-c', line, scene.program], { cwd: scene.dir, env: scene.env });
      expect(ran, ran.stderr).toMatchObject({ code: 0 });
      return ran.stdout;
    };
    const byThreads = await sum('large.log');
    expect(byThreads).toMatch(/^[0-9a-f]{64} /);
    expect(byThreads).not.toMatch(/^e3b0c442/);
    expect(await sum('- < large.log')).toBe(byThreads);
  },
);
