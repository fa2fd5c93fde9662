// A rotated log that is removed or packed before it was read: what is lost is reported, and nothing is read twice.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { files } from '../../src/io/files.ts';
import { follow } from '../../src/logs/follow.ts';
import { fileSource } from '../../src/logs/local-source.ts';
import type { FakeWorld } from '../kit/world.ts';
import {
  all,
  bashNode,
  event,
  followNodes,
  jsonReading,
  numbers,
  range,
  realTimeWorld,
  RotatingLog,
  tempDir,
  until,
} from './kit.ts';

const LOST = 'plane: a rotated log was removed before it was read; events may be missing';
const notes = (world: FakeWorld): string[] =>
  world.events.flatMap((each) => (each.type === 'note' ? [each.text] : [])).filter((text) => !text.includes('back'));

/** Writes a hundred events into every file, so that the number of an event shows its file. */
function hundreds(path: string): { log: RotatingLog; write(from: number, to: number): void } {
  const log = new RotatingLog(path, 100 * (event(10_000).length + 1));
  return {
    log,
    write(from, to) {
      for (let number = from; number < to; number += 1) log.write(event(number));
    },
  };
}

const pack = (path: string): void => {
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
  rmSync(path);
};

test.each([
  ['the log itself, nothing after it', 10_050, 0],
  ['the log itself, another after it', 10_150, 1],
])('removed while it was being read, and the next one unread: %s', async (_what, first, own) => {
  using dir = tempDir();
  const { log, write } = hundreds(`${dir.path}/audit.log`);
  write(10_000, first);
  const node = bashNode('plane', log.path);
  const { world, stop } = followNodes([node]);
  await until(() => numbers(world.printed()).length === first - 10_000, 'the first events');
  // What it reads is removed too, but still open.
  node.standingStill(() => {
    write(first, first + 300);
    for (const path of log.rotated.slice(own, own + 2)) rmSync(path);
  });
  await until(() => numbers(world.printed()).includes(first + 299), 'the last event');
  expect(numbers(world.printed())).toEqual([...range(10_000, first + 50), ...range(first + 150, first + 300)]);
  expect(notes(world)).toEqual([LOST]);
  await stop();
});

test.each(['the one that was being read', 'that one and the next'])(
  'removed while the node was away: %s',
  async (what) => {
    using dir = tempDir();
    const { log, write } = hundreds(`${dir.path}/audit.log`);
    const node = bashNode('plane', log.path);
    write(10_000, 10_150);
    const { world, stop } = followNodes([node]);
    await until(() => numbers(world.printed()).length === 150, 'the first events');
    node.down = true;
    node.kill();
    await until(() => notes(world).length === 1, 'it is reported');
    write(10_150, 10_450);
    const removed = what.includes('next') ? 2 : 1;
    for (const path of log.rotated.slice(1, 1 + removed)) rmSync(path);
    node.down = false;
    await until(() => numbers(world.printed()).includes(10_449), 'the last event');
    expect(numbers(world.printed())).toEqual([...range(10_000, 10_150), ...range(10_100 + removed * 100, 10_450)]);
    expect(notes(world).slice(1)).toEqual([LOST]);
    await stop();
  },
);

test('packed before it was read to its end, and the next one too: nothing is lost', async () => {
  using dir = tempDir();
  const { log, write } = hundreds(`${dir.path}/audit.log`);
  const node = bashNode('plane', log.path);
  write(10_000, 10_050);
  const { world, stop } = followNodes([node]);
  await until(() => numbers(world.printed()).length === 50, 'the first events');
  node.standingStill(() => {
    write(10_050, 10_250);
    log.rotated.forEach(pack);
  });
  await until(() => numbers(world.printed()).includes(10_249), 'the events of the packed files');
  node.down = true;
  node.kill();
  await until(() => notes(world).length === 1, 'it is reported');
  write(10_250, 10_450);
  log.rotated.slice(2).forEach(pack);
  node.down = false;
  await until(() => numbers(world.printed()).includes(10_449), 'the last event');
  expect(numbers(world.printed())).toEqual(range(10_000, 10_450));
  expect(notes(world)).toHaveLength(1);
  await stop();
});

test('its own packed file removed: the next packed file is not taken for it', async () => {
  using dir = tempDir();
  const { log, write } = hundreds(`${dir.path}/audit.log`);
  write(10_000, 10_050);
  const node = bashNode('plane', log.path);
  const { world, stop } = followNodes([node]);
  await until(() => numbers(world.printed()).length === 50, 'the first events');
  node.standingStill(() => {
    write(10_050, 10_250);
    log.rotated.forEach(pack);
    rmSync(`${log.rotated[0]}.gz`);
  });
  await until(() => numbers(world.printed()).includes(10_249), 'the last event');
  expect(numbers(world.printed())).toEqual(range(10_000, 10_250));
  expect(notes(world)).toEqual([LOST]);
  await stop();
});

test('a log that becomes shorter is read from its beginning, and that is reported', async () => {
  using dir = tempDir();
  const path = `${dir.path}/audit.log`;
  writeFileSync(path, `${event(1)}\n${event(2)}\n`);
  const { world, stop } = followNodes([bashNode('plane', path)]);
  await until(() => numbers(world.printed()).length === 2, 'two events');
  writeFileSync(path, `${event(3)}\n`);
  await until(() => numbers(world.printed()).length === 3, 'an event after shrinking');
  expect(notes(world)).toEqual(['plane: the log has become shorter; reading it from its beginning']);
  await stop();
});

test.each(['the one that was being read', 'the next one', 'none: the log is renamed'])(
  'a file of this machine, removed between the look and the reading: %s',
  async (what) => {
    using dir = tempDir();
    const { log, write } = hundreds(`${dir.path}/audit.log`);
    write(10_000, 10_050);
    let atNextRead: (path: string) => boolean = () => false;
    const racing = {
      ...files,
      stream(...[path, ...rest]: Parameters<typeof files.stream>) {
        if (atNextRead(path)) atNextRead = () => false;
        return files.stream(path, ...rest);
      },
    };
    const world = realTimeWorld({ files: racing });
    const done = follow([fileSource([log.path], world)], jsonReading(all), world).catch((error: unknown) => error);
    await until(() => numbers(world.printed()).length === 50, 'the first events');
    atNextRead = (path) => {
      const at = log.rotated.indexOf(path);
      if (what.startsWith('none')) write(10_250, 10_350);
      else if (at === (what.includes('next') ? 1 : 0)) rmSync(path);
      else return false;
      return true;
    };
    write(10_050, 10_250);
    if (!what.startsWith('none')) write(10_250, 10_350);
    await until(() => numbers(world.printed()).includes(10_349), 'the last event');
    const lost = what.startsWith('none') ? [0, 0] : what.includes('next') ? [10_100, 10_200] : [10_050, 10_100];
    expect(numbers(world.printed())).toEqual(
      range(10_000, 10_350).filter((n) => n < (lost[0] ?? 0) || n >= (lost[1] ?? 0)),
    );
    expect(notes(world)).toEqual(what.startsWith('none') ? [] : [LOST.replace('plane', log.path)]);
    world.stop.abort(new Error('stopped'));
    expect(await done).toEqual(new Error('stopped'));
  },
);
