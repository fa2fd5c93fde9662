// The logs of the API server's containers, as stdout mode leaves them: framed, rotated and packed by the kubelet.
import { appendFileSync, linkSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { KEPT_OUTPUT, secondLogName } from '../../src/kind/log-names.ts';
import { LOG_FILE } from '../../src/kind/paths.ts';
import { framed, inFolder, podFolder, stdoutNode } from './container-kit.ts';
import { all, event, followNodes, numbers, range, shown, tempDir, until } from './kit.ts';

/** Some seconds before now. */
const before = (seconds: number): Date => new Date(Math.floor(Date.now() / 1000 - seconds) * 1000);

/** Renames a log as the kubelet does, in the time zone of the node; gives the new path. */
function rotate(path: string, at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString();
  const to = `${path}.${local.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}`;
  renameSync(path, to);
  utimesSync(to, at, at);
  return to;
}

/** Packs a rotated log as the kubelet does: the packed file is younger than it. */
function pack(path: string): void {
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
  rmSync(path);
}

test('follows over rotation, a restart of the container and a new pod', async () => {
  using dir = tempDir();
  const folder = podFolder(dir.path, 'uid1');
  const node = stdoutNode(dir.path);
  appendFileSync(`${folder}/0.log`, framed(0, 1));
  const { world, stop } = followNodes([node]);
  await until(() => numbers(world.printed()).length === 2, 'two events');
  appendFileSync(`${folder}/0.log`, framed(2));
  rotate(`${folder}/0.log`, new Date());
  await sleep(20);
  appendFileSync(`${folder}/0.log`, framed(3));
  await until(() => numbers(world.printed()).length === 4, 'an event after rotation');
  appendFileSync(`${folder}/1.log`, framed(4));
  await until(() => numbers(world.printed()).length === 5, 'an event after a restart');
  appendFileSync(`${podFolder(dir.path, 'uid2')}/0.log`, framed(5));
  await until(() => numbers(world.printed()).length === 6, 'an event of a new pod');
  expect(numbers(world.printed())).toEqual(range(0, 6));
  expect(world.events).toEqual([]);
  await stop();
});

/** Two containers, the first of them with three rotated logs, two of which are packed. */
function longLog(folder: string): string {
  const log = `${folder}/0.log`;
  for (const round of [0, 1, 2]) {
    appendFileSync(log, framed(round * 2, round * 2 + 1));
    const rotated = rotate(log, before(100 - round * 10));
    if (round < 2) pack(rotated);
  }
  appendFileSync(log, framed(6, 7));
  utimesSync(log, before(50), before(50));
  appendFileSync(`${folder}/1.log`, framed(8, 9));
  return `${folder}/1.log`;
}

test('reads packed logs too, in the order in which they were written', async () => {
  using dir = tempDir();
  longLog(podFolder(dir.path, 'uid1'));
  const node = stdoutNode(dir.path);
  expect(await shown([node])).toEqual(range(0, 10));
  expect(await shown([node], { ...all, tail: 3 })).toEqual([7, 8, 9]);
});

test('continues where it was after a break: rotated, packed, or removed', async () => {
  using dir = tempDir();
  const log = longLog(podFolder(dir.path, 'uid1'));
  const node = stdoutNode(dir.path);
  const { world, stop } = followNodes([node]);
  const isShown = (count: number) => (): boolean => numbers(world.printed()).length === count;
  const breakOff = async (): Promise<void> => {
    const before = world.events.length;
    node.down = true;
    node.kill();
    await until(() => world.events.length > before, 'it is reported');
  };
  await until(isShown(10), 'all events');

  await breakOff();
  appendFileSync(log, framed(10));
  rotate(log, new Date());
  appendFileSync(log, framed(11));
  node.down = false;
  await until(isShown(12), 'the events after a rotation');

  await breakOff();
  appendFileSync(log, framed(12));
  pack(rotate(log, new Date(Date.now() + 1000)));
  appendFileSync(log, framed(13));
  utimesSync(log, before(-2), before(-2));
  node.down = false;
  await until(isShown(14), 'the events after a packed log');
  expect(numbers(world.printed())).toEqual(range(0, 14));

  await breakOff();
  const folder = log.slice(0, log.lastIndexOf('/'));
  appendFileSync(log, framed(14));
  rmSync(rotate(log, before(-4)));
  appendFileSync(`${folder}/2.log`, framed(15));
  utimesSync(`${folder}/2.log`, before(-6), before(-6));
  node.down = false;
  await until(() => numbers(world.printed()).includes(15), 'the event after what was removed');
  expect(numbers(world.printed())).toEqual([...range(0, 14), 15]);
  expect(world.events.map((each) => (each.type === 'note' ? each.text : ''))).toContain(
    'plane: a rotated log was removed before it was read; events may be missing',
  );
  await stop();
});

test('a new server: the pod of the old one goes, what is kept of it stays, and a second server wrote a file meanwhile', async () => {
  using dir = tempDir();
  const [node, other] = [stdoutNode(dir.path), stdoutNode(dir.path)];
  const early = followNodes([node]);
  const { world } = early;
  const isShown = (printed: () => string, count: number) => until(() => numbers(printed()).length >= count, `${count}`);
  const moment = (number: number): number => Date.UTC(2026, 10, 21, 8) + number;
  const old = `${podFolder(dir.path, 'uid1')}/0.log`;
  appendFileSync(old, framed(0, 1));
  const rotated = rotate(old, before(50));
  appendFileSync(old, framed(2, 3));
  await isShown(world.printed, 4);

  const second = inFolder(dir.path, secondLogName(LOG_FILE, moment(4)));
  appendFileSync(second, `${event(5)}\n`);
  appendFileSync(old, framed(4));
  await isShown(world.printed, 6);
  const kept = [3, 4].map((number) => inFolder(dir.path, secondLogName(KEPT_OUTPUT, moment(number))));
  linkSync(rotated, kept[0] ?? '');
  linkSync(old, kept[1] ?? '');
  expect(await shown([other])).toEqual(range(0, 6));
  appendFileSync(old, framed(6));
  await isShown(world.printed, 7);

  node.down = true;
  node.kill();
  await until(() => world.events.length === 1, 'it is reported');
  appendFileSync(old, framed(7));
  rmSync(`${dir.path}/pods_a_uid1`, { recursive: true });
  expect(await shown([other])).toEqual(range(0, 8));
  node.down = false;
  await isShown(world.printed, 8);
  appendFileSync(second, `${event(8)}\n`);
  appendFileSync(`${podFolder(dir.path, 'uid2')}/0.log`, framed(9));
  await isShown(world.printed, 10);
  expect(numbers(world.printed()).toSorted((a, b) => a - b)).toEqual(range(0, 10));
  expect(world.events.map((each) => (each.type === 'note' ? each.text : ''))).toEqual([
    expect.stringContaining('is down'),
    'plane is back',
  ]);
  expect(await shown([other])).toEqual(range(0, 10));
  await early.stop();
}, 30_000);
