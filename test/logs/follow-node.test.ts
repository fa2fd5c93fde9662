// Following a log in a node through the real script: rotations, breaks, a stopped node, and nothing left running.
import { appendFileSync, truncateSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { painter } from '../../src/core/paint.ts';
import { Problem } from '../../src/core/problem.ts';
import { follow } from '../../src/logs/follow.ts';
import { nodeSource } from '../../src/logs/node-source.ts';
import type { Reach } from '../../src/logs/source.ts';
import { bashNode, event, jsonSettings, numbers, realTimeWorld, RotatingLog, tempDir, until } from './kit.ts';

const all: Reach = { tail: null, since: null, selective: false };
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

function start(nodes: readonly ReturnType<typeof bashNode>[], reach: Reach = all) {
  const world = realTimeWorld();
  const done = follow(
    nodes.map((node) => nodeSource(node, world)),
    { settings: jsonSettings, reach, paint: painter(false), json: true },
    world,
  ).catch((error: unknown) => error);
  const stop = async (): Promise<void> => {
    world.stop.abort(new Error('stopped'));
    expect(await done).toEqual(new Error('stopped'));
    await until(() => nodes.every((node) => node.running === 0), 'nothing runs in the node');
  };
  return { world, stop };
}

test('follows over many rotations without loss or repetition', async () => {
  using dir = tempDir();
  const log = new RotatingLog(`${dir.path}/audit.log`, 20_000);
  for (let number = 0; number < 200; number += 1) log.write(event(number));
  const { world, stop } = start([bashNode('plane', log.path)]);
  for (let number = 200; number < 1500; number += 1) {
    log.write(event(number));
    if (number % 20 === 0) await sleep(5);
  }
  await until(() => numbers(world.printed()).length >= 1500, '1500 events');
  await sleep(100);
  expect(log.rotations).toBeGreaterThan(10);
  expect(numbers(world.printed())).toEqual(range(0, 1500));
  await stop();
});

test('goes on where it was when the stream breaks, also over a rotation', async () => {
  using dir = tempDir();
  const log = new RotatingLog(`${dir.path}/audit.log`, 30_000);
  const node = bashNode('plane', log.path);
  const { world, stop } = start([node]);
  let number = 0;
  for (let round = 0; round < 4; round += 1) {
    for (let count = 0; count < 100; count += 1) log.write(event(number++));
    await sleep(60);
    node.down = true;
    node.kill();
    for (let count = 0; count < 150; count += 1) log.write(event(number++));
    await until(() => world.events.filter(({ type }) => type === 'note').length === round * 2 + 1, 'it is told');
    node.down = false;
    await until(() => numbers(world.printed()).length >= number, `${number} events`);
  }
  expect(numbers(world.printed())).toEqual(range(0, number));
  expect(world.events.map((each) => (each.type === 'note' ? each.text : each.type)).slice(0, 2)).toEqual([
    expect.stringContaining('plane is down, waiting for it'),
    'plane is back',
  ]);
  await stop();
});

test('waits for a node that is down at the start', async () => {
  using dir = tempDir();
  const log = new RotatingLog(`${dir.path}/audit.log`, 30_000);
  const nodes = [bashNode('up', log.path), bashNode('down', log.path)];
  const [, down] = nodes;
  if (down === undefined) throw new Error('no node');
  down.run = async () => {
    throw new Problem('node-stopped', 'the node down is not running');
  };
  const { world, stop } = start(nodes);
  log.write(event(1));
  await until(() => numbers(world.printed()).length === 1, 'the event of the node that is up');
  expect(world.events).toMatchObject([{ text: 'down is down, waiting for it: the node down is not running' }]);
  await stop();
});

test('shows the last events first, and half a line only when it is whole', async () => {
  using dir = tempDir();
  const log = new RotatingLog(`${dir.path}/audit.log`, 10_000_000);
  for (let number = 0; number < 50; number += 1) log.write(event(number));
  const { world, stop } = start([bashNode('plane', log.path)], { ...all, tail: 3 });
  await until(() => numbers(world.printed()).length === 3, 'three events');
  appendFileSync(log.path, event(50).slice(0, 40));
  await sleep(150);
  expect(numbers(world.printed())).toEqual([47, 48, 49]);
  appendFileSync(log.path, `${event(50).slice(40)}\n`);
  await until(() => numbers(world.printed()).length === 4, 'the whole line');
  await stop();
});

test('shows nothing old and everything new', async () => {
  using dir = tempDir();
  const log = new RotatingLog(`${dir.path}/audit.log`, 10_000_000);
  log.write(event(1));
  const { world, stop } = start([bashNode('plane', log.path)], { ...all, tail: 0 });
  await sleep(500);
  log.write(event(2));
  await until(() => numbers(world.printed()).length === 1, 'the new event');
  expect(numbers(world.printed())).toEqual([2]);
  await stop();
});

test('waits for a log that is not there, and copes with one that shrinks', async () => {
  using dir = tempDir();
  const path = `${dir.path}/audit.log`;
  const { world, stop } = start([bashNode('plane', path)]);
  await until(() => world.events.length === 1, 'the absence is told');
  writeFileSync(path, `${event(0)}\n${event(1)}\n${event(2)}\n`);
  await until(() => numbers(world.printed()).length === 3, 'three events');
  truncateSync(path, 0);
  appendFileSync(path, `${event(3)}\n`);
  await until(() => numbers(world.printed()).length === 4, 'an event after shrinking');
  expect(numbers(world.printed())).toEqual([0, 1, 2, 3]);
  await stop();
});

test('follows several nodes', async () => {
  using dir = tempDir();
  const logs = ['a', 'b', 'c'].map((name) => new RotatingLog(`${dir.path}/${name}.log`, 5000));
  const { world, stop } = start(logs.map((log) => bashNode(log.path, log.path)));
  await sleep(300);
  for (let number = 0; number < 600; number += 1) {
    logs[(number * 7) % 3]?.write(event(number));
    if (number % 10 === 0) await sleep(4);
  }
  await until(() => numbers(world.printed()).length >= 600, '600 events');
  expect(numbers(world.printed()).toSorted((a, b) => a - b)).toEqual(range(0, 600));
  await stop();
});

test("reads the containers' logs in stdout mode, over rotation and restart", async () => {
  using dir = tempDir();
  const folder = `${dir.path}/pods_a_uid1/kube-apiserver`;
  mkdirSync(folder, { recursive: true });
  const framed = (number: number): string => {
    const text = event(number);
    const prefix = '2026-11-21T08:00:00.123456789Z';
    return `${prefix} stderr F I1121 klog line\n${prefix} stdout P ${text.slice(0, 50)}\n${prefix} stdout F ${text.slice(50)}\n`;
  };
  const node = bashNode('plane', '-');
  const inner = node.stream.bind(node);
  node.stream = (argv, signal) =>
    inner(
      argv.map((word) => (word.startsWith('/var/log/pods/') ? `${dir.path}/pods_` : word)),
      signal,
    );
  appendFileSync(`${folder}/0.log`, framed(0) + framed(1));
  const { world, stop } = start([node]);
  await until(() => numbers(world.printed()).length === 2, 'two events');
  appendFileSync(`${folder}/0.log`, framed(2));
  renameSync(`${folder}/0.log`, `${folder}/0.log.20261121-080951`);
  await sleep(20);
  appendFileSync(`${folder}/0.log`, framed(3));
  await until(() => numbers(world.printed()).length === 4, 'an event after rotation');
  appendFileSync(`${folder}/1.log`, framed(4));
  await until(() => numbers(world.printed()).length === 5, 'an event after a restart');
  const next = `${dir.path}/pods_a_uid2/kube-apiserver`;
  mkdirSync(next, { recursive: true });
  appendFileSync(`${next}/0.log`, framed(5));
  await until(() => numbers(world.printed()).length === 6, 'an event of a new pod');
  expect(numbers(world.printed())).toEqual(range(0, 6));
  await stop();
});
