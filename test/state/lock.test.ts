// One run at a time.
import { expect, test } from 'vitest';
import type { Files } from '../../src/core/ports.ts';
import { withLock } from '../../src/state/lock.ts';
import { fakeWorld, type FakeWorld } from '../kit/world.ts';

const path = '/state/locks/kind.lock';
const BOOT = '/proc/sys/kernel/random/boot_id';

/** A line of /proc/<pid>/stat; the program's name is as awkward as possible. */
const stat = (started: number, state = 'S'): string =>
  `77 (kind) audit 9 (x) ${state} 1 77 77 0 -1 4194304 ${'0 '.repeat(12)}${started} 0 0\n`;

const held = (more: object = {}): string =>
  JSON.stringify({
    pid: 77,
    boot: 'this-boot',
    started: '500',
    command: 'kind-audit up --name kind',
    since: '2026-01-01T00:00:00Z',
    ...more,
  });

/** A machine on which process 77 has run since tick 500, and whose lock has this text. */
function locked(
  text: string,
  proc: Record<string, string> = { [BOOT]: 'this-boot\n', '/proc/77/stat': stat(500) },
): FakeWorld {
  return fakeWorld({
    files: { ...proc, [path]: text },
    parts: { processes: { pid: 1, alive: (pid) => pid === 77 } },
  });
}

const locks = ({ disk }: FakeWorld): string[] => [...disk.keys()].filter((key) => key.startsWith('/state/'));

test('holds the lock while working and releases it, also after a failure', async () => {
  const world = fakeWorld({ files: { [BOOT]: 'this-boot\n', '/proc/4242/stat': stat(123) } });
  await withLock(world, path, 'kind-audit up', async () => {
    expect(JSON.parse(String(world.disk.get(path)?.data))).toMatchObject({
      pid: 4242,
      boot: 'this-boot',
      started: '123',
      command: 'kind-audit up',
    });
    expect(world.disk.get(path)?.mode).toBe(0o600);
  });
  expect(locks(world)).toEqual([]);
  await expect(withLock(world, path, 'up', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(locks(world)).toEqual([]);
});

test('names the running holder, leaves its lock alone, and does not advise killing it', async () => {
  const world = locked(held());
  await expect(withLock(world, path, 'up', async () => 'ran')).rejects.toMatchObject({
    code: 'locked',
    message: '"kind-audit up --name kind" (process 77, since 2026-01-01T00:00:00Z) is working on this cluster',
    hint: 'wait for it to end, or look at it: ps -p 77 -o pid,lstart,command',
  });
  expect(world.disk.get(path)?.data).toBe(held());
});

test.each<[string, string, Record<string, string>?]>([
  ['of a process that is gone', held({ pid: 78 })],
  ['of another process with the same id', held({ started: '499' })],
  ['from before the last boot', held({ boot: 'the-boot-before' })],
  [
    'of a process that has ended and waits for its parent',
    held(),
    { [BOOT]: 'this-boot', '/proc/77/stat': stat(500, 'Z') },
  ],
  ['of an older version', '{"pid": 78}'],
])('takes over the lock %s', async (_what, text, proc) => {
  const world = locked(text, proc);
  await expect(withLock(world, path, 'up', async () => 'ran')).resolves.toBe('ran');
  expect(locks(world)).toEqual([]);
});

test('where the system reports no boot and no start, a process of that id holds the lock', async () => {
  const text = held({ boot: null, started: null });
  await expect(withLock(locked(text, {}), path, 'up', async () => 'ran')).rejects.toMatchObject({ code: 'locked' });
  const dead = held({ boot: null, started: null, pid: 78 });
  await expect(withLock(locked(dead, {}), path, 'up', async () => 'ran')).resolves.toBe('ran');
});

test.each([['half a fi'], [''], ['{}'], ['null'], [held({ pid: -1 })], [held({ pid: 0 })], [held({ pid: 1.5 })]])(
  'a lock that cannot be read is left to the user: %j',
  async (text) => {
    const world = locked(text);
    await expect(withLock(world, path, 'up', async () => 'ran')).rejects.toMatchObject({
      code: 'locked',
      hint: `make sure that no kind-audit is running, then: rm ${path}`,
    });
    expect(world.disk.get(path)?.data).toBe(text);
  },
);

test('what a lock says cannot forge a line', async () => {
  const text = held({ command: 'a\nnext: rm -rf ~ #', since: '2026-01-01T00:00:00Z\nnext: kill' });
  const failed = await withLock(locked(text), path, 'up', async () => 'ran').catch((error: unknown) => error);
  expect(failed).toMatchObject({
    message: '"a\uFFFDnext: rm -rf ~ #" (process 77, since an unknown time) is working on this cluster',
  });
});

test.each([
  ['directory', `the lock ${path} is a folder, so no run can hold it`],
  ['pipe', `the lock ${path} is a pipe, so it is not known which run works on this cluster`],
  ['large', `the lock ${path} is too large for one, so it is not known which run works on this cluster`],
] as const)('a lock that is no file: %s', async (kind, message) => {
  const world = fakeWorld();
  const files: Files = { ...world.files, create: async () => false, readWhole: async () => kind };
  const work = withLock({ ...world, files }, path, 'up', async () => 'ran');
  await expect(work).rejects.toMatchObject({ code: 'locked', message });
});

test("another user's lock is named", async () => {
  const world = fakeWorld();
  const readWhole = async (): Promise<never> => Promise.reject(new Error('EACCES: permission denied'));
  const files: Files = { ...world.files, create: async () => false, readWhole };
  const work = withLock({ ...world, files }, path, 'up', async () => 'ran');
  await expect(work).rejects.toMatchObject({ code: 'locked', message: expect.stringContaining('EACCES') });
});

test('a lock that is there and never readable does not keep it trying for ever', async () => {
  const world = fakeWorld();
  const files: Files = { ...world.files, create: async () => false };
  await expect(withLock({ ...world, files }, path, 'up', async () => 'ran')).rejects.toMatchObject({ code: 'locked' });
});

/** Files whose operations happen one at a time, in an order drawn from the numbers. */
function interleaved(files: Files, draw: (choices: number) => number): Files {
  const waiting: (() => void)[] = [];
  let scheduled = false;
  const release = (): void => {
    scheduled = false;
    waiting.splice(draw(waiting.length), 1)[0]?.();
    schedule();
  };
  // A turn of the event loop lets all runs that can continue reach the next operation.
  const schedule = (): void => {
    if (scheduled || waiting.length === 0) return;
    scheduled = true;
    setImmediate(release);
  };
  const turn = async (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      schedule();
    });
  return {
    ...files,
    create: async (...args) => (await turn(), files.create(...args)),
    read: async (...args) => (await turn(), files.read(...args)),
    readWhole: async (...args) => (await turn(), files.readWhole(...args)),
    remove: async (...args) => (await turn(), files.remove(...args)),
    rename: async (...args) => (await turn(), files.rename(...args)),
  };
}

test('of several that find a dead lock one holds it at a time, in whatever order they run', async () => {
  let runs = 0;
  for (let seed = 1; seed <= 150; seed += 1) {
    let state = seed;
    const draw = (choices: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((state / 2 ** 31) * choices);
    };
    const world = locked(held({ pid: 78 }));
    const files = interleaved(world.files, draw);
    let inside = 0;
    let nonce = 0;
    const taker = async (pid: number): Promise<void> => {
      const processes = { pid, alive: (id: number) => id < 10 };
      const work = async (): Promise<void> => {
        inside += 1;
        expect(inside, `seed ${seed}`).toBe(1);
        // Some work, during which the others continue.
        await files.read('/nothing');
        inside -= 1;
        runs += 1;
      };
      await withLock({ ...world, files, processes, random: () => `${(nonce += 1)}` }, path, 'up', work).catch(
        (error: unknown) => {
          if ((error as { code?: string }).code !== 'locked') throw error;
        },
      );
    };
    await Promise.all([taker(1), taker(2), taker(3)]);
    expect(locks(world), `seed ${seed}`).toEqual([]);
  }
  expect(runs).toBeGreaterThanOrEqual(150);
});
