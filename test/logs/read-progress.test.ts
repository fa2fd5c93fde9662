// The progress of a reading: reported once it takes longer than a second, and removed before anything is printed.
import { expect, test } from 'vitest';
import { formatBytes } from '../../src/core/byte-size.ts';
import type { Event } from '../../src/core/event.ts';
import { Problem } from '../../src/core/problem.ts';
import { ReadProgress } from '../../src/logs/read-progress.ts';
import { runCli } from '../kit/run-cli.ts';
import { fakeWorld, type FakeWorld } from '../kit/world.ts';
import { event } from './kit.ts';

/** A world whose standard input brings one event at each of these moments, in milliseconds. */
function slowWorld(moments: readonly number[]): FakeWorld {
  let now = 0;
  const { clock } = fakeWorld();
  return fakeWorld({
    parts: {
      clock: { ...clock, monotonic: () => now },
      async *stdin() {
        for (const [index, moment] of moments.entries()) {
          now = moment;
          yield Buffer.from(`${event(100 + index)}\n`);
        }
      },
    },
  });
}

async function run(line: string, world: FakeWorld): Promise<readonly Event[]> {
  expect(await runCli(line, { world, stdin: world.stdin() })).toMatchObject({ code: 0, stderr: '' });
  return world.events;
}

const read = (events: number): Event => ({
  type: 'progress',
  text: `read ${formatBytes((event(100).length + 1) * events)}`,
});
const over: Event = { type: 'progress', text: null };

test.each(['logs --top user -', 'policy replay --policy /p.yaml -'])('%s: five times a second', async (line) => {
  const world = slowWorld([0, 999, 1000, 1100, 1200]);
  world.disk.set('/p.yaml', {
    data: 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n',
    mode: 0o644,
  });
  expect(await run(line, world)).toEqual([read(3), read(5), over]);
});

test('lines that are printed take its place, and it comes back', async () => {
  expect(await run('logs -o json -', slowWorld([0, 1000, 1100, 1300]))).toEqual([read(2), over, read(4), over]);
});

test('a short reading says nothing', async () => {
  expect(await run('logs -o json -', slowWorld([0, 400, 800]))).toEqual([]);
});

test('Ctrl-C ends a replay between two pieces', async () => {
  const world = fakeWorld({
    files: { '/p.yaml': 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n' },
  });
  const stdin = (async function* () {
    yield Buffer.from(`${event(1)}\n`);
    world.stop.abort(new Problem('interrupted', 'interrupted'));
    yield Buffer.from(`${event(2)}\n`);
    throw new Error('nobody wants more');
  })();
  expect(await runCli('policy replay --policy /p.yaml -', { world, stdin })).toMatchObject({ code: 130, stdout: '' });
});

test('a share, where the whole is known', () => {
  const reported: Event[] = [];
  let now = 0;
  const clock = { ...fakeWorld().clock, monotonic: () => now };
  const progress = new ReadProgress({ clock, report: (event) => void reported.push(event) }, 4096);
  now = 1000;
  progress.read(1024);
  now = 2000;
  // The file has grown meanwhile.
  progress.read(8192);
  progress.hide();
  progress.hide();
  expect(reported).toEqual([
    { type: 'progress', text: 'read 1.0 KiB of 4.0 KiB (25 %)' },
    { type: 'progress', text: 'read 9.0 KiB of 4.0 KiB (100 %)' },
    over,
  ]);
});

test('the search of a folder says how far it is, before anything is read', async () => {
  let now = 0;
  const names = Array.from({ length: 40 }, (_, index) => [`/l/${index}.log`, `${event(index)}\n`] as const);
  const { clock, files } = fakeWorld({ files: Object.fromEntries(names) });
  const world = fakeWorld({
    parts: {
      clock: { ...clock, monotonic: () => now },
      files: {
        ...files,
        async stat(path) {
          now += 50;
          return files.stat(path);
        },
      },
    },
  });
  expect(await runCli('logs --top user /l', { world })).toMatchObject({ code: 0, stderr: '' });
  const texts = world.events.map((each) => (each.type === 'progress' ? each.text : each));
  const looked = [24, 32].map((count) => `looked at ${count} files of the folder /l`);
  expect(texts.slice(0, 3)).toEqual([...looked, null]);
});
