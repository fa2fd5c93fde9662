// The spool when its process is killed or the power is cut at any moment: what was answered is there.
import { describe, expect, test } from 'vitest';
import { fakeDisk, type FakeDisk, type Kill } from '../../kit/append-files.ts';
import { generated } from '../../kit/generated.ts';
import { open, range, segmentsOf, statsOf } from './spool-kit.ts';

/** A life of a spool: several groups, segments that begin, deliveries, and segments that go. */
async function life(disk: FakeDisk, answered: Set<number>, sent: number[]): Promise<void> {
  const { spool, append, deliver } = await open(disk, {}, answered, sent);
  await append(1, 2);
  await append(3);
  await deliver('siem', 2);
  await append(4, 5);
  await append(6);
  await deliver('siem', 3);
  await append(7);
  await spool.close();
}

/** Everything that the next process delivers: all that was answered and not sent before, in order, and nothing is lost. */
async function expectAll(disk: FakeDisk, answered: ReadonlySet<number>, before: readonly number[]): Promise<void> {
  const next = await open(disk);
  await next.append(100);
  const sent = await next.deliver();
  expect(sent).toEqual(sent.toSorted((one, other) => one - other));
  expect(new Set(sent).size).toBe(sent.length);
  expect(sent).toEqual(expect.arrayContaining([...answered].filter((number) => !before.includes(number))));
  expect(sent.at(-1)).toBe(100);
  expect((await statsOf(next.spool)).lost).toEqual({ records: 0, events: 0 });
  await next.spool.close();
  // And it starts once more, with nothing left.
  const third = await open(disk);
  expect(await third.deliver()).toEqual([]);
  await third.spool.close();
}

/** Kills the life at its n-th call, for every n; `then` is done to the disk before the next process starts. */
async function forEveryCall(
  kill: Kill,
  then: (disk: FakeDisk) => void,
  live: typeof life = life,
): Promise<{ readonly calls: number; readonly operations: ReadonlySet<string> }> {
  const operations = new Set<string>();
  for (let at = 1; ; at += 1) {
    const disk = fakeDisk();
    const answered = new Set<number>();
    const sent: number[] = [];
    let hit = false;
    disk.fault = (operation) => {
      if (disk.calls.length !== at) return null;
      hit = true;
      operations.add(operation);
      return kill;
    };
    await Promise.race([live(disk, answered, sent), disk.killed]);
    const known = new Set(answered);
    then(disk);
    await expectAll(disk, known, [...sent]);
    if (!hit) return { calls: at - 1, operations };
  }
}

describe.each<Kill>(['kill', 'kill-after', 'kill-half'])('%s', (kill) => {
  test('row 3: a kill at every call loses nothing that was answered, and the next process starts', async () => {
    const { calls, operations } = await forEveryCall(kill, (disk) => disk.restart());
    expect(calls).toBeGreaterThan(60);
    expect([...operations]).toEqual(
      expect.arrayContaining(['write', 'sync', 'syncFolder', 'rename', 'remove', 'create']),
    );
  });

  test('row 4: a power cut at every call loses nothing that was answered', async () => {
    const { random, rounds } = generated(41, 1);
    for (let round = 0; round < rounds; round += 1) await forEveryCall(kill, (disk) => disk.cutPower(random));
  });
});

test('row 3: a second kill, in the recovery from the first, loses nothing either', async () => {
  const { random } = generated(43, 1);
  const disk = fakeDisk();
  const answered = new Set<number>();
  await life(disk, answered, []);
  const before = disk.calls.length;
  for (let at = before + 1; at < before + 40; at += 1) {
    const again = fakeDisk();
    const sent: number[] = [];
    await life(again, new Set(), sent);
    again.restart();
    again.fault = () => (again.calls.length === at ? 'kill-after' : null);
    const known = new Set<number>([7]);
    await Promise.race([life2(again, known, sent), again.killed]);
    again.cutPower(random);
    await expectAll(again, new Set(known), [...sent]);
  }
});

async function life2(disk: FakeDisk, answered: Set<number>, sent: number[]): Promise<void> {
  const { spool, append, deliver } = await open(disk, {}, answered, sent);
  await append(8, 9);
  await deliver('siem', 1);
  await append(10);
  await spool.close();
}

test('a name that was never synced is no promise: the first batch of a file is not answered before', async () => {
  const disk = fakeDisk();
  const answered = new Set<number>();
  disk.fault = (operation) =>
    operation === 'syncFolder' && disk.calls.some((call) => call.endsWith('.log')) ? 'kill' : null;
  const { append } = await open(disk, {}, answered);
  await Promise.race([append(1), disk.killed]);
  expect(answered.size).toBe(0);
});

test('row 9: a crash between the save of the cursors and the removal of a segment: the next process removes it', async () => {
  const disk = fakeDisk();
  const first = await open(disk);
  for (const number of range(1, 6)) await first.append(number);
  disk.fault = (operation, path) => (operation === 'remove' && path.endsWith('.log') ? 'kill' : null);
  await Promise.race([first.deliver().then(async () => first.spool.close()), disk.killed]);
  expect(segmentsOf(disk)).toEqual([1, 3, 5]);
  disk.restart();
  const delivered: number[] = [];
  for (let starts = 0; starts < 3; starts += 1) {
    const next = await open(disk, {}, new Set(), delivered);
    await next.deliver();
    expect(next.notes).toEqual([]);
    expect((await statsOf(next.spool)).lost.records).toBe(0);
    await next.spool.close();
  }
  // Of what was sent in the 200 ms before the crash.
  expect(delivered).toEqual([4, 5, 6]);
  expect(segmentsOf(disk)).toEqual([]);
});

test('a segment is removed only when the cursors after it are on the disk', async () => {
  const disk = fakeDisk();
  const { append, deliver, spool } = await open(disk);
  for (const number of range(1, 6)) await append(number);
  disk.calls.length = 0;
  await deliver();
  await spool.close();
  const synced = disk.calls.indexOf('syncFolder /state/spool');
  expect(synced).toBeGreaterThan(disk.calls.findIndex((call) => call.startsWith('rename ')));
  expect(disk.calls.findIndex((call) => call.startsWith('remove ') && call.endsWith('.log'))).toBeGreaterThan(synced);
});

test('what cannot be synced of the cursors does not stop deliveries, and is said once', async () => {
  const disk = fakeDisk();
  const { append, deliver, spool, notes } = await open(disk);
  for (const number of range(1, 6)) await append(number);
  disk.fault = (operation, path) => (operation === 'sync' && path.includes('cursors') ? { error: 'EIO' } : null);
  expect(await deliver('siem', 3)).toEqual([1, 2, 3]);
  expect(await deliver()).toEqual([4, 5, 6]);
  expect(segmentsOf(disk)).toEqual([1, 3, 5]);
  expect(notes.filter((note) => note.includes('cannot save'))).toHaveLength(1);
  disk.fault = () => null;
  await spool.close();
  expect(segmentsOf(disk)).toEqual([5]);
});
