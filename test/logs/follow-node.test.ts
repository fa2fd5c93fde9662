// Following a log in a node through the real script: rotations, breaks, a stopped node, and nothing left running.
import { appendFileSync, copyFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Problem } from '../../src/core/problem.ts';
import { all, bashNode, event, followNodes, numbers, range, RotatingLog, tempDir, until } from './kit.ts';

test('follows over many rotations without loss or repetition', async () => {
  using dir = tempDir();
  const log = new RotatingLog(`${dir.path}/audit.log`, 20_000);
  for (let number = 0; number < 200; number += 1) log.write(event(number));
  const { world, stop } = followNodes([bashNode('plane', log.path)]);
  for (let number = 200; number < 1500; number += 1) {
    log.write(event(number));
    if (number % 20 === 0) await sleep(5);
  }
  await until(() => numbers(world.printed()).length >= 1500, '1500 events');
  await sleep(100);
  expect(log.rotated.length).toBeGreaterThan(10);
  expect(numbers(world.printed())).toEqual(range(0, 1500));
  await stop();
});

test('continues where it was when the stream breaks, also over a rotation', async () => {
  using dir = tempDir();
  const log = new RotatingLog(`${dir.path}/audit.log`, 30_000);
  const node = bashNode('plane', log.path);
  const { world, stop } = followNodes([node]);
  let number = 0;
  for (let round = 0; round < 4; round += 1) {
    for (let count = 0; count < 100; count += 1) log.write(event(number++));
    await sleep(60);
    node.down = true;
    node.kill();
    for (let count = 0; count < 150; count += 1) log.write(event(number++));
    await until(() => world.events.filter(({ type }) => type === 'note').length === round * 2 + 1, 'it is reported');
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
  const { world, stop } = followNodes(nodes);
  log.write(event(1));
  await until(() => numbers(world.printed()).length === 1, 'the event of the node that is up');
  expect(world.events).toMatchObject([{ text: 'down is down, waiting for it: the node down is not running' }]);
  await stop();
});

test('shows the last events first, and half a line only when it is whole', async () => {
  using dir = tempDir();
  const log = new RotatingLog(`${dir.path}/audit.log`, 10_000_000);
  for (let number = 0; number < 50; number += 1) log.write(event(number));
  const { world, stop } = followNodes([bashNode('plane', log.path)], { ...all, tail: 3 });
  await until(() => numbers(world.printed()).length === 3, 'three events');
  appendFileSync(log.path, event(50).slice(0, 40));
  await sleep(150);
  expect(numbers(world.printed())).toEqual([47, 48, 49]);
  appendFileSync(log.path, `${event(50).slice(40)}\n`);
  await until(() => numbers(world.printed()).length === 4, 'the whole line');
  await stop();
});

test("one log's events come in its order, the old ones too, whatever their times are", async () => {
  using dir = tempDir();
  const log = new RotatingLog(`${dir.path}/audit.log`, 10_000_000);
  const order = [1, 3, 2, 5, 4, 6, 8, 7];
  for (const number of order.slice(0, 5)) log.write(event(number));
  const { world, stop } = followNodes([bashNode('plane', log.path)], { ...all, tail: 4 });
  await until(() => numbers(world.printed()).length === 4, 'the old events');
  for (const number of order.slice(5)) log.write(event(number));
  await until(() => numbers(world.printed()).length === 7, 'the new events');
  expect(numbers(world.printed())).toEqual(order.slice(1));
  await stop();
});

test('shows nothing old and everything new', async () => {
  using dir = tempDir();
  const log = new RotatingLog(`${dir.path}/audit.log`, 10_000_000);
  log.write(event(1));
  const { world, stop } = followNodes([bashNode('plane', log.path)], { ...all, tail: 0 });
  await sleep(500);
  log.write(event(2));
  await until(() => numbers(world.printed()).length === 1, 'the new event');
  expect(numbers(world.printed())).toEqual([2]);
  await stop();
});

test('waits for a log that is not there, and copes with one that shrinks', async () => {
  using dir = tempDir();
  const path = `${dir.path}/audit.log`;
  const { world, stop } = followNodes([bashNode('plane', path)]);
  await until(() => world.events.length === 1, 'the absence is reported');
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
  const { world, stop } = followNodes(logs.map((log) => bashNode(log.path, log.path)));
  await sleep(300);
  for (let number = 0; number < 600; number += 1) {
    logs[(number * 7) % 3]?.write(event(number));
    if (number % 10 === 0) await sleep(4);
  }
  await until(() => numbers(world.printed()).length >= 600, '600 events');
  expect(numbers(world.printed()).toSorted((a, b) => a - b)).toEqual(range(0, 600));
  await stop();
});

test('an event that is too long is said at once and shown without its bodies; a log that is back is said', async () => {
  using dir = tempDir();
  const path = `${dir.path}/audit.log`;
  const long = event(2, { level: 'RequestResponse', responseObject: { data: 'x'.repeat(17 * 1024 * 1024) } });
  writeFileSync(path, `${event(1)}\n${long}\n${event(3)}\n`);
  const node = bashNode('plane', path);
  const { world, stop } = followNodes([node]);
  await until(() => numbers(world.printed()).length === 3, 'all three events');
  expect(numbers(world.printed())).toEqual([1, 2, 3]);
  const second = JSON.parse(world.printed().split('\n')[1] ?? '') as Record<string, unknown>;
  expect(second).toMatchObject({ auditID: 'id-2', level: 'RequestResponse', user: { username: 'tester' } });
  expect(Object.keys(second)).toContain('stageTimestamp');
  expect(Object.keys(second)).not.toContain('responseObject');
  const said = /^line 2 of plane \(tester get \/version, auditID id-2\) is longer than 16 MiB: /;
  const texts = (): string[] => world.events.map((each) => (each.type === 'note' ? each.text : ''));
  expect(texts()).toEqual([expect.stringMatching(said)]);
  rmSync(path);
  await until(() => texts().some((text) => text.includes('has no audit log')), 'the missing log is said');
  writeFileSync(path, `${event(4)}\n`);
  await until(() => numbers(world.printed()).length === 4, 'the event of the new log');
  expect(texts().at(-1)).toBe(`plane: the log ${path} is there again`);
  await stop();
  expect(texts().filter((text) => said.test(text))).toHaveLength(2);
});

test('a log that is replaced by its own copy is not shown twice', async () => {
  using dir = tempDir();
  const path = `${dir.path}/audit.log`;
  writeFileSync(
    path,
    range(1, 50)
      .map((number) => `${event(number)}\n`)
      .join(''),
  );
  const { world, stop } = followNodes([bashNode('plane', path)]);
  await until(() => numbers(world.printed()).length === 49, 'the first events');
  for (const round of [50, 51]) {
    copyFileSync(path, `${path}.new`);
    renameSync(`${path}.new`, path);
    await sleep(300);
    appendFileSync(path, `${event(round)}\n`);
    await until(() => numbers(world.printed()).includes(round), 'the next event');
  }
  expect(numbers(world.printed())).toEqual(range(1, 52));
  expect(world.events).toEqual([]);
  await stop();
});
