// Following a file on this machine over rotations; order and delay of several sources.
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  openSync,
  renameSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Output } from '../../src/core/ports.ts';
import { RecordBuilder } from '../../src/events/records.ts';
import { follow } from '../../src/logs/follow.ts';
import { followFile, slowestLook } from '../../src/logs/follow-file.ts';
import { OrderedOutput } from '../../src/logs/live-output.ts';
import { fileSource, localSources } from '../../src/logs/local-source.ts';
import { all, event, jsonReading, numbers, range, realTimeWorld, RotatingLog, tempDir, until } from './kit.ts';

test('follows over rotations, even a shrinking file, without loss or repetition', async () => {
  using dir = tempDir();
  const log = new RotatingLog(`${dir.path}/audit.log`, 20_000);
  for (let number = 0; number < 100; number += 1) log.write(event(number));
  const world = realTimeWorld();
  const reach = { tail: 5, since: null, selective: false };
  const done = follow(await localSources([log.path], { ...world, cwd: '/' }), jsonReading(reach), world).catch(
    (error: unknown) => error,
  );
  await until(() => numbers(world.printed()).length === 5, 'the last five');
  for (let number = 100; number < 800; number += 1) {
    log.write(event(number));
    if (number % 20 === 0) await sleep(5);
  }
  await until(() => numbers(world.printed()).length >= 705, 'all events');
  expect(numbers(world.printed())).toEqual(Array.from({ length: 705 }, (_, index) => index + 95));
  truncateSync(log.path, 0);
  await sleep(150);
  appendFileSync(log.path, `${event(800)}\n`);
  await until(() => numbers(world.printed()).length === 706, 'the event after shrinking');
  expect(world.events).toMatchObject([{ text: expect.stringContaining('has become shorter') }]);
  world.stop.abort(new Error('stopped'));
  expect(await done).toEqual(new Error('stopped'));
});

test('a file that was emptied and has grown beyond what was read of it is read from its beginning', async () => {
  using dir = tempDir();
  const path = `${dir.path}/audit.log`;
  const lines = (from: number, to: number): string =>
    range(from, to)
      .map((number) => `${event(number)}\n`)
      .join('');
  writeFileSync(path, lines(0, 3));
  const world = realTimeWorld();
  const done = follow([fileSource([path], world)], jsonReading(all), world).catch((error: unknown) => error);
  await until(() => numbers(world.printed()).length === 3, 'what was there');
  appendFileSync(path, lines(3, 5));
  await until(() => numbers(world.printed()).length === 5, 'what came');
  // In one step, as between two looks.
  const file = openSync(path, 'r+');
  writeSync(file, lines(5, 20));
  closeSync(file);
  await until(() => numbers(world.printed()).length === 20, 'what was written again');
  appendFileSync(path, lines(20, 22));
  await until(() => numbers(world.printed()).length === 22, 'what came then');
  expect(numbers(world.printed())).toEqual(range(0, 22));
  expect(world.events).toMatchObject([
    { text: `${path} was emptied and written again; reading it from its beginning` },
  ]);
  world.stop.abort(new Error('stopped'));
  expect(await done).toEqual(new Error('stopped'));
});

test('shows nothing old and everything new', async () => {
  using dir = tempDir();
  const log = new RotatingLog(`${dir.path}/audit.log`, 20_000);
  log.write(event(1));
  const world = realTimeWorld();
  const reach = { tail: 0, since: null, selective: false };
  const done = follow([fileSource([log.path], world)], jsonReading(reach), world).catch((error: unknown) => error);
  await sleep(200);
  log.write(event(2));
  await until(() => numbers(world.printed()).length === 1, 'the new event');
  expect(numbers(world.printed())).toEqual([2]);
  world.stop.abort(new Error('stopped'));
  expect(await done).toEqual(new Error('stopped'));
});

test('a rotated file is read to its end and is not followed', async () => {
  using dir = tempDir();
  const path = `${dir.path}/audit-2026-11-21T08-09-51.567.log`;
  appendFileSync(path, `${event(1)}\n${event(2)}\n`);
  const world = realTimeWorld();
  await follow([fileSource([path], world)], jsonReading({ tail: 1, since: null, selective: true }), world);
  expect(numbers(world.printed())).toEqual([2]);
});

test('a framed file that is first read from the middle of its last line', async () => {
  using dir = tempDir();
  const path = `${dir.path}/0.log`;
  const framed = (number: number): string => `2026-11-21T08:09:51.567Z stdout F ${event(number)}\n`;
  writeFileSync(path, framed(1));
  const world = realTimeWorld();
  const lines: string[] = [];
  const reading = (async () => {
    for await (const live of followFile(path, 10, world, world.signal)) {
      if (live.type === 'caught-up') appendFileSync(path, framed(2));
      else if (live.type === 'lines') lines.push(Buffer.from(live.bytes).toString());
    }
  })().catch((error: unknown) => error);
  await until(() => lines.join('').endsWith('\n'), 'the second line');
  expect(lines.join('')).toBe(`${event(2)}\n`);
  world.stop.abort(new Error('stopped'));
  expect(await reading).toEqual(new Error('stopped'));
});

test('a damaged archive between two looks is said, and the reading continues', async () => {
  using dir = tempDir();
  const path = `${dir.path}/audit.log`;
  writeFileSync(path, `${event(1)}\n`);
  const world = realTimeWorld();
  const reach = { tail: null, since: null, selective: false };
  const done = follow([fileSource([path], world)], jsonReading(reach), world).catch((error: unknown) => error);
  await until(() => numbers(world.printed()).length === 1, 'the first event');
  const packed = gzipSync(`${event(2)}\n`.repeat(500));
  renameSync(path, `${dir.path}/audit-2026-11-21T08-00-00.001.log`);
  writeFileSync(`${dir.path}/audit-2026-11-21T08-00-00.002.log.gz`, packed.subarray(0, packed.length / 2));
  writeFileSync(path, `${event(3)}\n`);
  await until(() => numbers(world.printed()).includes(3), 'the event after the archive');
  expect(world.events).toMatchObject([{ text: expect.stringContaining('002.log.gz is damaged') }]);
  world.stop.abort(new Error('stopped'));
  expect(await done).toEqual(new Error('stopped'));
});

test('many quiet files are looked at seldom, and one that is written to often', async () => {
  using dir = tempDir();
  const path = `${dir.path}/audit.log`;
  writeFileSync(path, '');
  const world = realTimeWorld();
  let now = 0;
  const sleeps: number[] = [];
  const clock = {
    ...world.clock,
    monotonic: () => now,
    sleep: async (ms: number) => {
      sleeps.push(ms);
      now += ms;
    },
  };
  const looks = followFile(path, 0, { ...world, clock }, new AbortController().signal, slowestLook(20_000));
  expect((await looks.next()).value).toEqual({ type: 'caught-up' });
  for (const number of [1, 2]) {
    const began = now;
    const wait = looks.next();
    await until(() => clock.monotonic() > began + 100_000, 'a long quiet time');
    appendFileSync(path, `${event(number)}\n`);
    expect((await wait).value).toMatchObject({ type: 'lines' });
    expect(sleeps.at(-1)).toBe(10_000);
  }
  await looks.return(undefined);
  const first = sleeps.slice(sleeps.indexOf(10_000)).find((ms) => ms < 10_000);
  expect([sleeps[0], first]).toEqual([50, 50]);
  expect([slowestLook(1), slowestLook(100)]).toEqual([50, 50]);
});

test('several sources: each event waits for earlier ones, but not for long', async () => {
  let now = 0;
  let printed = '';
  const out = { write: async (text) => void (printed += Buffer.from(text as Uint8Array).toString()) } as Output;
  const clock = { monotonic: () => now, sleep: async (): Promise<void> => undefined };
  const output = new OrderedOutput({ out, clock, signal: new AbortController().signal }, [false, false]);
  const push = async (source: number, ...times: readonly number[]): Promise<void> => {
    const builder = new RecordBuilder();
    for (const time of times) builder.addText(`${time} `, time);
    await output.push(builder.take(), source);
  };
  const flush = async (): Promise<void> => {
    clock.sleep = async () => {
      throw new Error('one round is enough');
    };
    await output.run(() => false).catch(() => undefined);
  };
  await push(0, 10, 30);
  await flush();
  expect(printed).toBe('');
  await push(1, 20);
  await flush();
  expect(printed).toBe('10 20 ');
  now += 119;
  await flush();
  expect(printed).toBe('10 20 ');
  now += 2;
  await flush();
  expect(printed).toBe('10 20 30 ');
  await push(1, 50, 40);
  await output.run(() => true);
  expect(printed).toBe('10 20 30 40 50 ');
});

test('a source beside another: it is waited for while it gives events, and only then', async () => {
  let now = 0;
  let printed = '';
  const out = { write: async (text) => void (printed += Buffer.from(text as Uint8Array).toString()) } as Output;
  const clock = {
    monotonic: () => now,
    sleep: async (): Promise<never> => {
      throw new Error('one round');
    },
  };
  const output = new OrderedOutput({ out, clock, signal: new AbortController().signal }, [false, true]);
  const push = async (source: number, ...times: readonly number[]): Promise<void> => {
    const builder = new RecordBuilder();
    for (const time of times) builder.addText(`${time} `, time);
    await output.push(builder.take(), source);
  };
  const flush = async (): Promise<void> => {
    await output.run(() => false).catch(() => undefined);
  };
  await push(0, 10, 9, 11);
  expect(printed).toBe('10 9 11 ');
  await push(1, 12);
  await push(0, 13);
  await flush();
  expect(printed).toBe('10 9 11 12 ');
  await push(1, 14);
  await flush();
  expect(printed).toBe('10 9 11 12 13 ');
  now += 5000;
  await flush();
  await push(0, 16, 15);
  expect(printed).toBe('10 9 11 12 13 14 16 15 ');
});

test('a file that is replaced by its own copy is not shown twice', async () => {
  using dir = tempDir();
  const path = `${dir.path}/audit.log`;
  writeFileSync(path, `${event(1)}\n${event(2)}\n`);
  const world = realTimeWorld();
  const reach = { tail: null, since: null, selective: false };
  const done = follow([fileSource([path], world)], jsonReading(reach), world).catch((error: unknown) => error);
  await until(() => numbers(world.printed()).length === 2, 'the first events');
  copyFileSync(path, `${path}.new`);
  renameSync(`${path}.new`, path);
  await until(() => world.events.length > 0, 'it is said');
  appendFileSync(path, `${event(3)}\n`);
  await until(() => numbers(world.printed()).includes(3), 'the next event');
  expect(numbers(world.printed())).toEqual([1, 2, 3]);
  expect(world.events).toMatchObject([{ text: `${path} was replaced by a copy of itself; reading on` }]);
  world.stop.abort(new Error('stopped'));
  expect(await done).toEqual(new Error('stopped'));
});
