// Real threads against one: whichever works on the ranges of a file, the results are the same, in the same order.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inChunks, threadEntries } from '../../scripts/program.mjs';
import type { LinesOfFile, Threads } from '../../src/core/ports.ts';
import { createDigester, type Digest } from '../../src/events/digest.ts';
import { everything, type FilterSpec } from '../../src/events/filter.ts';
import { loadPolicy } from '../../src/index.ts';
import { lineReader } from '../../src/io/lines-of-file.ts';
import { within } from '../../src/io/within.ts';
import { files } from '../../src/io/files.ts';
import { fileSource, stdinSource } from '../../src/logs/local-source.ts';
import { replayLogs } from '../../src/logs/replay.ts';
import { show } from '../../src/logs/show.ts';
import type { Source } from '../../src/logs/source.ts';
import { Replayer } from '../../src/policy/replay/replayer.ts';
import { event, jsonReading, jsonSettings, numbers, range, realTimeWorld } from '../logs/kit.ts';
import { fakeWorld } from '../kit/world.ts';

const folder = mkdtempSync(join(tmpdir(), 'kind-audit-threads-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The port as the bundle has it, since threads load what is next to them; without `thread.js` none can start. */
let bundled: Threads;
let crippled: Threads;

async function bundle(outdir: string, entries: readonly string[]): Promise<Threads> {
  await build({ ...inChunks, entryPoints: ['src/io/threads.ts', ...entries], outdir });
  return ((await import(join(outdir, 'threads.js'))) as { threads: Threads }).threads;
}

beforeAll(async () => {
  bundled = await bundle(join(folder, 'whole'), threadEntries);
  const withoutThread = threadEntries.filter((entry) => !entry.endsWith('/thread.ts'));
  crippled = await bundle(join(folder, 'crippled'), withoutThread);
});

const log = join(folder, 'audit.log');
const LINES = 3000;
/** The end of a request that began so many lines, and some ranges, before. */
function endOf(number: number): Record<string, unknown> {
  const { auditID, requestReceivedTimestamp } = JSON.parse(event(number)) as Record<string, unknown>;
  return { auditID, requestReceivedTimestamp };
}
const LATER = 399;
const text = Array.from({ length: LINES }, (_, number) =>
  number % 100 === 7
    ? 'broken'
    : event(number, {
        ...(number % 5 === 4 && number > LATER ? endOf(number - LATER) : {}),
        verb: number % 3 === 0 ? 'delete' : 'get',
        userAgent: 'x'.repeat(number % 211),
        stage: number % 5 === 0 ? 'RequestReceived' : 'ResponseComplete',
      }),
)
  .join('\n')
  .concat('\n', 'y'.repeat(600_000), '\n', event(LINES));
writeFileSync(log, text);

const RANGE = 40_000;
const ranges: readonly LinesOfFile[] = Array.from({ length: Math.ceil(text.length / RANGE) }, (_, index) => ({
  path: log,
  from: index * RANGE,
  to: Math.min(text.length, (index + 1) * RANGE),
  longest: 20_000,
}));

const now = Date.UTC(2026, 10, 21, 9);
const digestings = {
  lines: jsonSettings,
  'lines by a search': { ...jsonSettings, filter: { ...everything, fields: { verb: ['delete'] } } },
  counts: { ...jsonSettings, product: { kind: 'top', by: 'verb' } },
  sums: { ...jsonSettings, product: { kind: 'stats' } },
} as const;

/** What one thread makes of the ranges: this one, without any crew. */
async function alone(settings: (typeof digestings)[keyof typeof digestings]): Promise<unknown[]> {
  const digest = await createDigester(settings, within);
  const read = lineReader();
  return ranges.map((range) => plain(digest(read(range), now)));
}

/** A result in a form that is compared fast. */
function plain({ records, ...rest }: Digest): unknown {
  const text = Buffer.from(records.text).toString('latin1');
  return { ...structuredClone(rest), text, ends: [...records.ends].join(), times: [...records.times].join() };
}

/** The same results without the ends of requests that none of them saw begin: a search of bytes may pass over those. */
function withKnownEnds(results: readonly unknown[]): unknown[] {
  const digests = results as Pick<Digest, 'opened' | 'ended'>[];
  const begun = new Set(digests.flatMap(({ opened }) => opened.map(({ key }) => key)));
  return digests.map((digest) => ({ ...digest, ended: digest.ended.filter((key) => begun.has(key)) }));
}

/** What a crew makes of the ranges, all asked for at once; some memory is given back to be used again. */
async function together(threads: Threads, settings: unknown, count: number, join: boolean): Promise<unknown[]> {
  await using crew = threads.start<Digest>('digest-work', { settings, now }, count, join);
  return await Promise.all(
    ranges.map(async (range, index) => {
      const { result, recycle } = await crew.run(range);
      const kept = plain(result);
      const memory = result.records.text.buffer as ArrayBuffer;
      if (index % 2 === 0 && memory.byteLength > 0) recycle(memory);
      return kept;
    }),
  );
}

describe.each(Object.entries(digestings))('%s', (_what, settings) => {
  test.each([
    [1, false],
    [1, true],
    [2, true],
    [3, false],
  ])('a crew of %i, this thread among it: %s', async (count, join) => {
    const expected = withKnownEnds(await alone(settings));
    expect(withKnownEnds(await together(bundled, settings, count, join))).toEqual(expected);
    expect(expected.length).toBeGreaterThan(10);
    const ends = (expected as Pick<Digest, 'ended'>[]).flatMap(({ ended }) => ended);
    expect(ends.length).toBeGreaterThan(100);
    const leftOut = (expected as Pick<Digest, 'seen'>[]).flatMap(({ seen }) => seen.leftOut);
    expect(leftOut.filter(({ reason }) => reason === 'overlong')).toMatchObject([{ lines: 1 }]);
  });

  test.each([false, true])('where no thread can be started, this one does it all (%s)', async (join) => {
    expect(await together(crippled, settings, 2, join)).toEqual(await alone(settings));
  });
});

test.each([false, true])(
  'a pattern that tries everything ends in any thread (this one among them: %s)',
  async (joins) => {
    const filter = { ...everything, grep: [{ source: '(y+)+$', ignoreCase: false, negated: false }] };
    const slow = join(folder, 'slow.log');
    writeFileSync(slow, `${event(1, { userAgent: 'y'.repeat(90) })}\n`);
    await using crew = bundled.start<Digest>('digest-work', { settings: { ...jsonSettings, filter }, now }, 1, joins);
    const { result } = await crew.run({ path: slow, from: 0, to: 100, longest: 100_000 });
    expect(result.tooSlow).toBe(true);
    expect(result.records.text).toHaveLength(0);
  },
);

test('a replay by threads', async () => {
  const { policy } = loadPolicy(
    'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n  verbs: [delete]\n- level: Request\n',
  );
  if (policy === undefined) throw new Error('refused');
  const replayer = new Replayer(policy);
  const read = lineReader();
  const expected = ranges.map((range) => {
    for (const block of read(range)) replayer.lines(block);
    return structuredClone({ part: replayer.take(), seen: replayer.takeSeen() });
  });
  await using crew = bundled.start('replay-work', { policy }, 2, true);
  const found = await Promise.all(ranges.map(async (range) => (await crew.run(range)).result));
  expect(found).toEqual(expected);
});

test('a large file by threads gives what a stream of it gives', async () => {
  const large = join(folder, 'large.log');
  const whole = `${text}\n`.repeat(Math.ceil((25 * 1024 * 1024) / text.length));
  writeFileSync(large, whole);
  const { policy } = loadPolicy('apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n');
  if (policy === undefined) throw new Error('refused');
  const read = async (source: (world: ReturnType<typeof realTimeWorld>) => Source, threads: Threads) => {
    const world = realTimeWorld({
      threads,
      stdin: () => files.stream(large),
    });
    await show([source(world)], jsonReading({ tail: null, since: null, selective: false }), world);
    const replayed = await replayLogs([source(world)], { policy }, world);
    return { printed: world.printed(), events: world.events.filter(({ type }) => type === 'note'), replayed };
  };
  const streamed = await read(stdinSource, fakeWorld().threads);
  const ranged = await read((world) => fileSource([large], world), { ...bundled, processors: 3 });
  expect(ranged.printed === streamed.printed).toBe(true);
  expect(ranged.printed.length).toBeGreaterThan(10_000_000);
  const unnamed = (found: unknown): string =>
    JSON.stringify(found).replaceAll(/standard input|\/[\w./-]+large\.log/g, 'LOG');
  expect(unnamed(ranged.events)).toEqual(unnamed(streamed.events));
  expect(unnamed(ranged.events)).toContain('lines of LOG, the first is line 8: they are not JSON');
  expect(unnamed(ranged.replayed)).toEqual(unnamed(streamed.replayed));
  expect(ranged.replayed.leftOut).toMatchObject([{ file: large, reason: 'not-json', first: 8 }]);
});

test('a large file that begins with plain lines and goes on with those of a container, some in pieces', async () => {
  const large = join(folder, 'mixed.log');
  const lines = Array.from({ length: 60_000 }, (_, index) => event(index, { userAgent: 'x'.repeat(300) }));
  const prefix = '2026-11-21T08:00:00.1Z stdout';
  const framed = (index: number): string =>
    index % 3 === 0
      ? `${prefix} P ${lines[index]?.slice(0, 200)}\n${prefix} P ${lines[index]?.slice(200, 300)}\n${prefix} F ${lines[index]?.slice(300)}`
      : `${prefix} F ${lines[index]}`;
  const from = 40_000;
  const mixed = lines.map((line, index) => (index >= from && index % 2 === 0 ? framed(index) : line));
  writeFileSync(large, `${mixed.join('\n')}\nx\n`);
  expect(statSync(large).size).toBeGreaterThan(25 * 1024 * 1024);
  const { policy } = loadPolicy('apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n');
  if (policy === undefined) throw new Error('refused');
  const world = () => realTimeWorld({ threads: { ...bundled, processors: 3 } });
  const shown = async (tail: number | null, filter: Partial<FilterSpec> = {}): Promise<[number[], unknown[]]> => {
    const real = world();
    const reading = jsonReading({ tail, since: null, selective: false });
    const settings = { ...reading.settings, filter: { ...everything, ...filter } };
    await show([fileSource([large], real)], { ...reading, settings }, real);
    return [numbers(real.printed()), real.events.filter(({ type }) => type === 'note')];
  };
  const last = mixed.join('\n').split('\n').length + 1;
  const notes = [{ text: `left out line ${last} of ${large}: it is not JSON` }];
  for (const filter of [{}, { fields: { user: ['tester'] } }])
    expect(await shown(null, filter)).toMatchObject([range(0, 60_000), notes]);
  expect(await shown(null, { fields: { user: ['nobody'] } })).toMatchObject([[], notes]);
  expect((await shown(100))[0]).toEqual(range(59_900, 60_000));
  const real = world();
  const { total, leftOut } = await replayLogs([fileSource([large], real)], { policy }, real);
  expect([total.events, leftOut]).toMatchObject([60_000, [{ reason: 'not-json', lines: 1 }]]);
});

test('a failure in a thread is the failure of the task, and the crew ends', async () => {
  await using crew = bundled.start('digest-work', { settings: jsonSettings, now }, 2, false);
  await expect(crew.run({ path: join(folder, 'none'), from: 0, to: 1, longest: 10 })).rejects.toThrow('ENOENT');
  await expect(crew.run(ranges[0] as LinesOfFile)).resolves.toHaveProperty('result.seen');
});

test('work that is not there is a failure, not a wait', async () => {
  await using crew = bundled.start('no-such-work', {}, 2, false);
  await expect(crew.run(ranges[0] as LinesOfFile)).rejects.toThrow('no-such-work');
});
