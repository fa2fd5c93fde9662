// The logs of second API servers beside logs of this machine, followed from the moment on at which they appear.
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { secondLogName } from '../../src/kind/log-names.ts';
import { follow } from '../../src/logs/follow.ts';
import { secondsBeside } from '../../src/logs/follow-second.ts';
import { localSources } from '../../src/logs/local-source.ts';
import { show } from '../../src/logs/show.ts';
import type { Reach } from '../../src/logs/source.ts';
import { all, event, jsonReading, numbers, range, realTimeWorld, RotatingLog, tempDir, until } from './kit.ts';

const at = (number: number): number => Date.UTC(2026, 10, 21, 8) + number;
const lines = (...wanted: readonly number[]): string => wanted.map((number) => `${event(number)}\n`).join('');
const byNumber = (found: readonly number[]): number[] => found.toSorted((a, b) => a - b);

async function followed(args: readonly string[], reach: Reach = all) {
  const world = realTimeWorld({ cwd: '/' });
  const sources = await localSources(args, world);
  const done = follow([...sources, ...secondsBeside(sources, world)], jsonReading(reach), world).catch(
    (error: unknown) => error,
  );
  const stop = async (): Promise<void> => {
    world.stop.abort(new Error('stopped'));
    expect(await done).toEqual(new Error('stopped'));
  };
  return { world, done, stop };
}

test('a folder: what is there, what appears, and each line once, whatever becomes of the files', async () => {
  using dir = tempDir();
  const log = new RotatingLog(`${dir.path}/audit.log`, 20_000);
  const old = secondLogName(log.path, at(1));
  for (const number of [0, 2, 4]) log.write(event(number));
  writeFileSync(old, lines(1, 3));
  const { world, stop } = await followed([dir.path]);
  let number = 5;
  const areShown = async (): Promise<void> => {
    await until(() => numbers(world.printed()).length >= number, `${number} events`);
    expect(byNumber(numbers(world.printed()))).toEqual(range(0, number));
  };
  await areShown();
  expect(numbers(world.printed())).toEqual(range(0, 5));
  appendFileSync(old, lines(number++));
  await areShown();
  writeFileSync(`${old}.gz`, gzipSync(readFileSync(old)));
  rmSync(old);
  const second = secondLogName(log.path, at(number));
  for (const end = number + 400; number < end; number += 1) {
    if (number % 2 === 0) log.write(event(number));
    else {
      appendFileSync(second, lines(number).slice(0, 100));
      if (number % 20 === 1) await sleep(60);
      appendFileSync(second, lines(number).slice(100));
    }
  }
  await areShown();
  rmSync(second);
  writeFileSync(secondLogName(log.path, at(number)), lines(number, number + 1));
  number += 2;
  await areShown();
  await sleep(300);
  await areShown();
  expect(world.events).toEqual([]);
  await stop();
  const once = realTimeWorld({ cwd: '/' });
  rmSync(`${old}.gz`);
  await show(await localSources([dir.path], once), jsonReading(all), once);
  const left = numbers(once.printed());
  expect(left).toEqual(byNumber(left));
}, 30_000);

test('a file: of what is there beside it only what is added, and what appears', async () => {
  using dir = tempDir();
  const path = `${dir.path}/audit.log`;
  const [old, other] = [secondLogName(path, at(1)), secondLogName(`${dir.path}/other.log`, at(1))];
  writeFileSync(path, lines(0, 2));
  writeFileSync(old, lines(1));
  const { world, stop } = await followed([path], { ...all, tail: 1 });
  await until(() => numbers(world.printed()).length === 1, 'the last one');
  await sleep(200);
  appendFileSync(old, lines(3));
  writeFileSync(other, lines(9));
  writeFileSync(secondLogName(path, at(4)), lines(4));
  await until(() => numbers(world.printed()).length >= 3, 'the new ones');
  await sleep(200);
  expect(byNumber(numbers(world.printed()))).toEqual([2, 3, 4]);
  await stop();
});

test('what nothing more comes to ends the following', async () => {
  using dir = tempDir();
  const path = `${dir.path}/audit-2026-11-21T08-09-51.567.log`;
  writeFileSync(path, lines(1));
  const { world, done } = await followed([path]);
  expect([await done, numbers(world.printed())]).toEqual([undefined, [1]]);
});
