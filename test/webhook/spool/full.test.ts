// The spool when there is no room, or when the disk fails.
import { expect, test } from 'vitest';
import { fakeDisk, type FakeDisk, type Fault } from '../../kit/append-files.ts';
import { eventsOfAll, open, range, segmentPath, segmentsOf, statsOf } from './spool-kit.ts';

/** About six records. */
const small = { maxSize: 800 };

const failing = (disk: FakeDisk, operation: string, fault: Fault, times = Number.MAX_SAFE_INTEGER): void => {
  let left = times;
  disk.fault = (called, path) => {
    if (called !== operation || !path.endsWith('.log') || left === 0) return null;
    left -= 1;
    return fault;
  };
};

test('row 10: a full spool refuses, and accepts again when a backend has got something', async () => {
  const answered = new Set<number>();
  const { append, deliver, spool } = await open(undefined, small, answered);
  for (const number of range(1, 6)) await append(number).catch(() => undefined);
  await expect(append(9)).rejects.toMatchObject({ code: 'spool-full' });
  const before = [...answered];
  expect(before).toEqual(range(1, before.length));
  expect(before.length).toBeGreaterThan(2);
  await deliver('siem', 2);
  await append(7);
  expect(await deliver()).toEqual([...before.slice(2), 7]);
  // Also when the only file is the one that is being written.
  for (const number of range(10, 25)) {
    await append(number);
    await deliver();
  }
  expect((await statsOf(spool)).skipped.records).toBe(0);
});

test('row 11: a full spool drops its oldest segment as a whole, and counts it', async () => {
  const { append, deliver, spool, disk, notes } = await open(undefined, { ...small, whenFull: 'dropOldest' });
  for (const number of range(1, 10)) await append(number);
  const [oldest = 0] = segmentsOf(disk);
  expect(oldest).toBeGreaterThan(1);
  expect((await statsOf(spool)).skipped).toEqual({ records: oldest - 1, events: eventsOfAll(range(1, oldest - 1)) });
  expect((await statsOf(spool)).backlog.events).toBe(eventsOfAll(range(oldest, 10)));
  expect(await deliver()).toEqual(range(oldest, 10));
  expect((await statsOf(spool)).lost.records).toBe(0);
  expect(notes[0]).toContain('2 batches with');
});

test('row 11: the segment that is being sent is never dropped', async () => {
  const { append, deliver, spool, disk } = await open(undefined, { ...small, whenFull: 'dropOldest' });
  await append(1);
  await append(2);
  const delivery = spool.delivery('siem');
  const [record] = await delivery.read({ bytes: 1, events: 1 });
  for (const number of range(3, 12)) await append(number);
  expect(segmentsOf(disk)[0]).toBe(1);
  delivery.advance(record?.sequence ?? 0);
  const rest = await deliver();
  expect(rest[0]).toBe(2);
  const { skipped, lost } = await statsOf(spool);
  expect(skipped).toEqual({ records: 11 - rest.length, events: eventsOfAll(range(2, 12)) - eventsOfAll(rest) });
  expect(lost.records).toBe(0);
});

test('row 11: what was dropped stays counted over a restart, and is no loss there either', async () => {
  const settings = { ...small, whenFull: 'dropOldest' } as const;
  const { append, spool, disk } = await open(undefined, settings);
  await append(1);
  await spool.delivery('siem').read({ bytes: 1, events: 1 });
  for (const number of range(2, 12)) await append(number);
  const { skipped } = await statsOf(spool);
  await spool.close();
  const next = await open(disk, settings);
  const sent = await next.deliver();
  expect(sent).toHaveLength(12 - skipped.records);
  expect(await statsOf(next.spool)).toMatchObject({ skipped, lost: { records: 0 } });
});

test('while the cursors cannot be saved, nothing is dropped in vain', async () => {
  const { append, deliver, spool, disk } = await open(undefined, { ...small, whenFull: 'dropOldest' });
  for (const number of range(1, 4)) await append(number);
  disk.fault = (operation, path) => (operation === 'sync' && path.includes('cursors') ? { error: 'EIO' } : null);
  for (const number of range(5, 20)) await append(number).catch(() => undefined);
  const { skipped, backlog } = await statsOf(spool);
  expect(skipped.records).toBe(2);
  expect(await deliver()).toHaveLength(backlog.records);
});

test('a batch that no empty spool could hold drops nothing', async () => {
  const { append, spool, deliver } = await open(undefined, { ...small, whenFull: 'dropOldest' });
  await append(1, 2);
  const body = Buffer.alloc(1000, 'x');
  await expect(spool.append({ time: 0, events: 1, origin: '', body })).rejects.toMatchObject({ code: 'spool-full' });
  expect(await deliver()).toEqual([1, 2]);
});

test.each(['ENOSPC', 'EDQUOT'])(
  'row 12: %s: no half record is answered, and it goes on when there is room',
  async (error) => {
    const answered = new Set<number>();
    const { append, deliver, disk, spool } = await open(undefined, {}, answered);
    await append(1);
    const { length } = disk.bytes(segmentPath(1));
    failing(disk, 'write', { error, half: true });
    await expect(append(2)).rejects.toMatchObject({ code: 'spool-full' });
    expect(disk.bytes(segmentPath(1))).toHaveLength(length);
    expect(spool.broken).toBeNull();
    failing(disk, 'create', { error });
    await append(3);
    await expect(append(4)).rejects.toMatchObject({ code: 'spool-full' });
    disk.fault = () => null;
    await append(5);
    expect([...answered]).toEqual([1, 3, 5]);
    expect(await deliver()).toEqual([1, 3, 5]);
  },
);

test('row 12: a full disk that cannot be cut back either loses nothing, also after a crash', async () => {
  const { append, disk } = await open();
  await append(1);
  disk.fault = (operation, path) => {
    if (operation === 'write' && path.endsWith('.log')) return { error: 'ENOSPC', half: true };
    return operation === 'truncate' ? { error: 'EIO' } : null;
  };
  await expect(append(2)).rejects.toMatchObject({ code: 'spool-full' });
  disk.fault = () => null;
  await append(3);
  disk.restart();
  expect(await (await open(disk)).deliver()).toEqual([1, 3]);
});

test('row 12: on a full disk the cursors are still saved, and what was delivered is removed', async () => {
  const { append, deliver, disk, spool } = await open();
  for (const number of range(1, 6)) await append(number);
  let full = true;
  disk.fault = (operation, path) => {
    if (operation === 'remove' && path.endsWith('/reserve')) full = false;
    return operation === 'write' && full ? { error: 'ENOSPC' } : null;
  };
  await deliver();
  await spool.close();
  expect(segmentsOf(disk)).toEqual([5]);
  expect(disk.paths()).toContain('/state/spool/reserve');
});

test('row 13: a file whose sync failed is never synced again; what was in it goes to a new file', async () => {
  const answered = new Set<number>();
  const { append, deliver, disk, notes } = await open(undefined, {}, answered);
  await append(1);
  failing(disk, 'sync', { error: 'EIO' }, 1);
  const before = disk.calls.length;
  await append(2);
  expect(disk.calls.slice(before).filter((call) => call === `sync ${segmentPath(1)}`)).toHaveLength(1);
  expect(segmentsOf(disk)).toEqual([1, 2]);
  expect(notes).toEqual([expect.stringContaining('begins a new file')]);
  await append(3);
  expect(await deliver()).toEqual([1, 2, 3]);
  expect([...answered]).toEqual([1, 2, 3]);
});

test('row 13: three failed syncs one after the other end it', async () => {
  const answered = new Set<number>();
  const { append, deliver, disk, spool } = await open(undefined, {}, answered);
  await append(1);
  failing(disk, 'sync', { error: 'EIO' });
  await expect(append(2)).rejects.toMatchObject({ code: 'spool-failed' });
  expect(spool.broken).toBeNull();
  await expect(append(2)).rejects.toMatchObject({ code: 'spool-failed' });
  expect(spool.broken).toMatchObject({ code: 'spool-failed', exitCode: 3 });
  disk.fault = () => null;
  await expect(append(2)).rejects.toMatchObject({ code: 'spool-failed' });
  expect(await deliver()).toEqual([1]);
  await spool.close();
  const next = await open(disk);
  await next.append(2);
  expect(await next.deliver()).toEqual([2]);
});

test('row 14: a folder that cannot be written refuses to start, and names the path', async () => {
  const disk = fakeDisk();
  disk.fault = (operation) => (operation === 'makeFolder' ? { error: 'EROFS' } : null);
  await expect(open(disk)).rejects.toMatchObject({
    code: 'not-permitted',
    message: expect.stringContaining('/state/spool'),
  });
});

test.each(['EROFS', 'ENOENT'])(
  'row 14: a folder that is lost while it works (%s): refused, until it is back',
  async (error) => {
    const answered = new Set<number>();
    const { append, deliver, disk, spool, notes } = await open(undefined, {}, answered);
    await append(1);
    disk.fault = (operation) => (operation === 'create' || operation === 'write' ? { error } : null);
    for (const number of range(2, 6)) await expect(append(number)).rejects.toMatchObject({ code: 'spool-failed' });
    expect(spool.broken).toBeNull();
    expect(notes).toHaveLength(1);
    disk.fault = () => null;
    await append(7);
    expect(await deliver()).toEqual([1, 7]);
  },
);

test('row 14: a file that was removed while it is written to does not answer for what is in it', async () => {
  const answered = new Set<number>();
  const { append, deliver, disk } = await open(undefined, {}, answered);
  await append(1);
  disk.removeFile(segmentPath(1));
  await append(2);
  expect(segmentsOf(disk)).toEqual([2]);
  expect(await deliver()).toEqual([2]);
});

test('more batches than memory is meant for are refused at once, and the others are stored', async () => {
  const answered = new Set<number>();
  const { append, deliver } = await open(undefined, {}, answered);
  await expect(append(...range(1, 100))).rejects.toMatchObject({ code: 'spool-full' });
  expect(answered.size).toBeGreaterThan(10);
  expect(await deliver()).toEqual([...answered]);
});
