// The log of a second API server that ran beside the first one: read in order of time, followed, and each line once.
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { secondLogName } from '../../src/kind/log-names.ts';
import { generated } from '../kit/generated.ts';
import { all, bashNode, event, followNodes, numbers, range, RotatingLog, shown, tempDir, until } from './kit.ts';

/** The moment of an event's number, as the second server's log is named after it. */
const at = (number: number): number => Date.UTC(2026, 10, 21, 8) + number;

const lines = (...wanted: readonly number[]): string => wanted.map((number) => `${event(number)}\n`).join('');

const byNumber = (found: readonly number[]): number[] => found.toSorted((a, b) => a - b);

const pack = (path: string): void => {
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
  rmSync(path);
};

test('reads it in order of time among the events of the first one, also packed, rotated, and the last of them', async () => {
  using dir = tempDir();
  const log = new RotatingLog(`${dir.path}/audit.log`, 3000);
  const node = bashNode('plane', log.path);
  const second = [100, 200].map((number) => secondLogName(log.path, at(number)));
  for (let number = 0; number < 300; number += 1) {
    const name = number % 3 === 0 && number % 100 < 30 ? second[Math.floor(number / 100) - 1] : undefined;
    if (name === undefined) log.write(event(number));
    else appendFileSync(name, lines(number));
  }
  for (const number of [302, 301, 300]) appendFileSync(second[1] ?? '', lines(number));
  expect(log.rotated.length).toBeGreaterThan(10);
  expect(await shown([node])).toEqual(range(0, 303));
  expect(await shown([node], { ...all, tail: 3 })).toEqual([300, 301, 302]);
  // What began before a moment may hold what is later.
  const since = await shown([node], { ...all, since: at(115) });
  expect([since.includes(99), since.slice(since.indexOf(117))]).toEqual([false, range(117, 303)]);
  expect(await shown([node], { ...all, since: at(215) })).not.toContain(129);
  second.forEach(pack);
  expect(await shown([node])).toEqual(range(0, 303));
  expect(await shown([node], { ...all, tail: 3 })).toEqual([300, 301, 302]);
  writeFileSync(`${dir.path}/audit-2026-11-21T08-00-00,500.log`, lines(2002));
  writeFileSync(`${dir.path}/audit-2026-11-21T08-00-00,500-2026-11-21T08-00-02.001.log`, lines(2001));
  expect((await shown([node])).slice(-2)).toEqual([2001, 2002]);
});

test('any share of events between the two logs gives all of them in order', async () => {
  const { random, rounds } = generated(20261128, 12);
  for (let round = 0; round < rounds; round += 1) {
    using dir = tempDir();
    const log = new RotatingLog(`${dir.path}/audit.log`, 4000 + random.below(30_000));
    const count = 20 + random.below(300);
    const begins = random.below(count);
    const ends = begins + random.below(count - begins);
    const second = secondLogName(log.path, at(begins));
    for (let number = 0; number < count; number += 1) {
      if (number >= begins && number < ends && random.below(3) > 0) appendFileSync(second, lines(number));
      else log.write(event(number));
    }
    expect(await shown([bashNode('plane', log.path)])).toEqual(range(0, count));
    const tail = 1 + random.below(count);
    expect(await shown([bashNode('plane', log.path)], { ...all, tail })).toEqual(range(count - tail, count));
  }
}, 30_000);

test('follows it beside the first one, through breaks, its end, its packing and its removal', async () => {
  using dir = tempDir();
  const log = new RotatingLog(`${dir.path}/audit.log`, 20_000);
  const node = bashNode('plane', log.path);
  const { world, stop } = followNodes([node]);
  const notes = (): string[] => world.events.map((each) => (each.type === 'note' ? each.text : ''));
  let number = 0;
  const write = async (count: number, second: string | null): Promise<void> => {
    for (const end = number + count; number < end; number += 1) {
      // A line may be seen while it is half written.
      if (second === null || number % 3 === 0) log.write(event(number));
      else {
        const line = lines(number);
        appendFileSync(second, line.slice(0, number));
        if (number % 20 === 1) await sleep(45);
        appendFileSync(second, line.slice(number));
      }
    }
  };
  const areShown = async (): Promise<void> => {
    await until(() => numbers(world.printed()).length >= number, `${number} events`);
    expect(byNumber(numbers(world.printed()))).toEqual(range(0, number));
  };
  await write(50, null);
  await areShown();
  const second = secondLogName(log.path, at(number));
  await write(150, second);
  await areShown();
  for (let round = 0; round < 3; round += 1) {
    node.down = true;
    node.kill();
    await until(() => notes().filter((text) => text.includes('down')).length === round + 1, 'it is reported');
    await write(60, second);
    if (round === 2) pack(second);
    node.down = false;
    await areShown();
  }
  await write(30, null);
  await areShown();
  rmSync(`${second}.gz`);
  const later = secondLogName(log.path, at(number));
  await write(60, later);
  await areShown();
  rmSync(later);
  await write(60, null);
  await areShown();
  expect(notes()).toEqual(range(0, 6).map((index) => expect.stringMatching(index % 2 === 0 ? /is down/ : /is back/)));
  await stop();
}, 30_000);

test('one that is there already is shown within the reach, once', async () => {
  using dir = tempDir();
  const log = new RotatingLog(`${dir.path}/audit.log`, 20_000);
  const second = secondLogName(log.path, at(3));
  for (const number of [0, 1, 2, 4, 6, 8]) log.write(event(number));
  writeFileSync(second, lines(3, 5, 7));
  const everything = followNodes([bashNode('plane', log.path)]);
  const last = followNodes([bashNode('plane', log.path)], { ...all, tail: 4 });
  const fresh = followNodes([bashNode('plane', log.path)], { ...all, tail: 0 });
  await until(() => numbers(everything.world.printed()).length >= 9, 'all of them');
  await until(() => numbers(last.world.printed()).length >= 4, 'the last of them');
  await sleep(500);
  appendFileSync(second, lines(9));
  log.write(event(10));
  for (const [{ world, stop }, from] of [
    [everything, 0],
    [last, 5],
    [fresh, 9],
  ] as const) {
    await until(() => numbers(world.printed()).length >= 11 - from, 'the new ones');
    expect(byNumber(numbers(world.printed()))).toEqual(range(from, 11));
    expect(numbers(world.printed()).slice(0, -2)).toEqual(range(from, 9));
    expect(world.events).toEqual([]);
    await stop();
  }
});
