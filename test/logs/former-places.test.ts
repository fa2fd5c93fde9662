// A log that was elsewhere before: in the output of containers, or in another file. All of it is read and followed, once.
import { appendFileSync, linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { rotatedName, KEPT_OUTPUT, secondLogName } from '../../src/kind/log-names.ts';
import { LOG_FILE } from '../../src/kind/paths.ts';
import { sourcesOfNode } from '../../src/logs/node-source.ts';
import { generated } from '../kit/generated.ts';
import { framed, inFolder, podFolder, stdoutNode } from './container-kit.ts';
import { all, event, followNodes, manifestWith, numbers, range, realTimeWorld, shown, tempDir, until } from './kit.ts';

const at = (number: number): number => Date.UTC(2026, 10, 21, 8) + number;

const lines = (...wanted: readonly number[]): string => wanted.map((number) => `${event(number)}\n`).join('');

/** What a change keeps of a container whose output ended at a moment. */
const kept = (folder: string, number: number): string => inFolder(folder, secondLogName(KEPT_OUTPUT, at(number)));

const usual = (folder: string): string => inFolder(folder, LOG_FILE);

test('from standard output to a file: what is kept of containers, the second server, and the file, in order of time', async () => {
  using dir = tempDir();
  writeFileSync(`${kept(dir.path, 2)}.gz`, gzipSync(framed(0, 1, 2)));
  writeFileSync(kept(dir.path, 5), framed(3, 4, 6));
  writeFileSync(inFolder(dir.path, secondLogName(LOG_FILE, at(5))), lines(5, 7, 9));
  writeFileSync(inFolder(dir.path, rotatedName(LOG_FILE, at(11))), lines(8, 10));
  writeFileSync(usual(dir.path), lines(11, 12));
  const node = stdoutNode(dir.path, LOG_FILE);
  expect(await shown([node])).toEqual(range(0, 13));
  expect(await shown([node], { ...all, tail: 10 })).toEqual(range(3, 13));
  // The folder of the old pod is there for a minute: the same again. That of the new one has no standard output.
  writeFileSync(`${podFolder(dir.path, 'uid1')}/0.log`, framed(3, 4, 6));
  writeFileSync(`${podFolder(dir.path, 'uid2')}/0.log`, '2026-11-21T09:00:00.0Z stderr F I1121 klog line\n');
  expect(await shown([node])).toEqual(range(0, 13));
  for (const path of [`${kept(dir.path, 2)}.gz`, kept(dir.path, 5)]) rmSync(path);
  expect(await shown([node])).toEqual(range(3, 13));
  rmSync(`${dir.path}/pods_a_uid1`, { recursive: true });
  const sources = await sourcesOfNode(node, realTimeWorld());
  expect(sources.map(({ isBeside }) => isBeside === true)).toEqual([false, true]);
});

test('what a new manifest keeps of the output by links is read, before and after its pod goes', async () => {
  using dir = tempDir();
  const old = `${podFolder(dir.path, 'uid1')}/0.log`;
  writeFileSync(old, framed(0, 1));
  mkdirSync(`${dir.path}/held/uid1`, { recursive: true });
  linkSync(old, `${dir.path}/held/uid1/0.log`);
  const node = stdoutNode(dir.path);
  const { world, stop } = followNodes([node]);
  await until(() => numbers(world.printed()).length === 2, 'what was there');
  appendFileSync(old, framed(2));
  rmSync(`${dir.path}/pods_a_uid1`, { recursive: true });
  writeFileSync(`${podFolder(dir.path, 'uid2')}/0.log`, framed(3));
  await until(() => numbers(world.printed()).length === 4, 'what came');
  expect(numbers(world.printed())).toEqual(range(0, 4));
  await stop();
  for (const place of ['-', LOG_FILE]) {
    node.place = place;
    if (place === LOG_FILE) writeFileSync(usual(dir.path), lines(4));
    expect(await shown([node])).toEqual(range(0, 5).slice(0, place === '-' ? 4 : 5));
  }
});

test('from a file to standard output: the file, its rotated ones, and the containers', async () => {
  using dir = tempDir();
  writeFileSync(`${inFolder(dir.path, rotatedName(LOG_FILE, at(2)))}.gz`, gzipSync(lines(0, 1)));
  writeFileSync(usual(dir.path), lines(2, 3));
  writeFileSync(kept(dir.path, 5), framed(4, 5));
  writeFileSync(`${podFolder(dir.path, 'uid1')}/0.log`, framed(6, 7));
  const node = stdoutNode(dir.path);
  expect(await shown([node])).toEqual(range(0, 8));
  expect(await shown([node], { ...all, tail: 5 })).toEqual(range(3, 8));
  node.place = null;
  expect(await shown([node])).toEqual(range(0, 8));
  for (const path of [`${inFolder(dir.path, rotatedName(LOG_FILE, at(2)))}.gz`, usual(dir.path)]) rmSync(path);
  expect(await shown([node])).toEqual(range(4, 8));
  node.place = LOG_FILE;
  await expect(shown([node])).rejects.toMatchObject({ code: 'cluster-unhealthy' });
});

test('at another path: the usual file is read too, and what may be a former log is named', async () => {
  using dir = tempDir();
  mkdirSync(`${dir.path}/audit`);
  const path = `${dir.path}/audit/a.log`;
  writeFileSync(usual(dir.path), lines(0, 1));
  writeFileSync(inFolder(dir.path, secondLogName(LOG_FILE, at(2))), lines(2));
  writeFileSync(kept(dir.path, 3), framed(3));
  writeFileSync(inFolder(dir.path, secondLogName(path, at(4))), lines(4));
  writeFileSync(path, lines(5));
  const node = stdoutNode(dir.path, path);
  expect(await shown([node])).toEqual(range(0, 6));
  writeFileSync(`${dir.path}/audit/notes.txt`, 'no events\n');
  writeFileSync(`${dir.path}/audit/b-2026-11-21T08-00-00.001.log.gz`, gzipSync(lines(9)));
  writeFileSync(`${dir.path}/audit/b.log`, lines(9));
  writeFileSync(`${dir.path}/audit/.hidden`, lines(9));
  const world = realTimeWorld();
  expect((await sourcesOfNode(node, world)).length).toBe(5);
  expect(world.events).toEqual([
    {
      type: 'note',
      level: 'warn',
      text: expect.stringMatching(
        /^plane: audit events are in \S+\/audit\/b\S* too, .*kind-audit shell --name \S+ --node plane -- cat \S+ \| kind-audit logs -$/,
      ),
    },
  ]);
});

test.each([
  [
    'of a server that wrote to a file only: nothing is missing',
    '2026-11-21T09:00:00.0Z stderr F I1121 klog line\n',
    false,
  ],
  ['of a server that wrote to its output: said', framed(0), true],
])('a container goes during a break, %s', async (_what, output, isLoss) => {
  using dir = tempDir();
  const old = `${podFolder(dir.path, 'uid1')}/1.log`;
  writeFileSync(old, output);
  writeFileSync(usual(dir.path), lines(1));
  const node = stdoutNode(dir.path, LOG_FILE);
  const { world, stop } = followNodes([node]);
  await until(() => numbers(world.printed()).includes(1), 'what was there');
  node.down = true;
  node.kill();
  await until(() => world.events.length > 0, 'it is down');
  rmSync(old);
  writeFileSync(`${podFolder(dir.path, 'uid1')}/2.log`, '2026-11-21T09:00:01.0Z stderr F I1121 klog line\n');
  appendFileSync(usual(dir.path), lines(2));
  node.down = false;
  await until(() => numbers(world.printed()).includes(2), 'what came');
  await stop();
  const losses = world.events.filter((each) => each.type === 'note' && each.text.includes('events may be missing'));
  expect(losses).toHaveLength(Number(isLoss));
});

test('any eras of places give all events in order', async () => {
  const { random, rounds } = generated(20261129, 6);
  for (let round = 0; round < rounds; round += 1) {
    using dir = tempDir();
    let number = 0;
    const some = (): number[] => range(number, (number += random.below(20)));
    for (let era = 0; era < 1 + random.below(6); era += 1) {
      if (random.below(2) === 0) {
        const events = some();
        if (events.length > 0) writeFileSync(kept(dir.path, number), framed(...events));
      } else {
        appendFileSync(usual(dir.path), lines(...some()));
        if (random.below(2) === 0) renameSync(usual(dir.path), inFolder(dir.path, rotatedName(LOG_FILE, at(number))));
        appendFileSync(usual(dir.path), lines(...some()));
      }
    }
    const last = random.below(2) === 0;
    if (last) appendFileSync(usual(dir.path), lines(...some()));
    else writeFileSync(`${podFolder(dir.path, 'uid')}/0.log`, framed(...some()));
    const node = stdoutNode(dir.path, last ? LOG_FILE : '-');
    expect(await shown([node])).toEqual(range(0, number));
    const tail = 1 + random.below(number + 1);
    expect(await shown([node], { ...all, tail })).toEqual(range(Math.max(0, number - tail), number));
  }
}, 60_000);

test('follows over changes of the place, each event once, and says where it cannot', async () => {
  using dir = tempDir();
  const manifest = `${dir.path}/manifest.yaml`;
  const nodes = [stdoutNode(dir.path, LOG_FILE), stdoutNode(dir.path, LOG_FILE)];
  const moveTo = (place: string): void => {
    for (const node of nodes) node.place = place;
    writeFileSync(`${manifest}.new`, manifestWith(place));
    renameSync(`${manifest}.new`, manifest);
  };
  moveTo(LOG_FILE);
  writeFileSync(kept(dir.path, 1), framed(0, 1));
  writeFileSync(usual(dir.path), lines(2, 3));
  const early = followNodes(nodes.slice(0, 1));
  const last = followNodes(nodes.slice(1), { ...all, tail: 3 });
  const printed = (): number[] => numbers(early.world.printed());
  await until(() => printed().length === 4, 'what was there');
  expect(printed()).toEqual(range(0, 4));
  await until(() => numbers(last.world.printed()).length === 3, 'the last of it');
  moveTo('-');
  const old = `${podFolder(dir.path, 'uid1')}/0.log`;
  appendFileSync(old, framed(4, 5));
  await until(() => printed().length === 6, 'what containers print');
  moveTo(LOG_FILE);
  appendFileSync(usual(dir.path), lines(6));
  writeFileSync(kept(dir.path, 5), framed(4, 5));
  rmSync(`${dir.path}/pods_a_uid1`, { recursive: true });
  await until(() => printed().length === 7, 'the file again');
  appendFileSync(usual(dir.path), event(7).slice(0, 40));
  moveTo('/elsewhere/a.log');
  await until(() => early.world.events.length > 0, 'it is said');
  appendFileSync(usual(dir.path), `${event(7).slice(40)}\n`);
  await until(() => printed().length === 8, 'the last of the file');
  expect(printed()).toEqual(range(0, 8));
  expect(early.world.events).toEqual([
    {
      type: 'note',
      level: 'warn',
      text: expect.stringMatching(/^plane writes its audit log to \/elsewhere\/a.log now/),
    },
  ]);
  await until(() => numbers(last.world.printed()).length === 7, 'the same');
  expect(numbers(last.world.printed())).toEqual(range(1, 8));
  await early.stop();
  await last.stop();
}, 30_000);
