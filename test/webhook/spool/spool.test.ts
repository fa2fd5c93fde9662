// The spool as it works when nothing fails: order, groups, segments, limits, repeats.
import { expect, test } from 'vitest';
import { withSpool } from '../../../src/webhook/spool/open-spool.ts';
import { usualMemory } from '../../../src/webhook/spool/spool-world.ts';
import { fakeDisk } from '../../kit/append-files.ts';
import { fakeWorld } from '../../kit/world.ts';
import { bodyOf, eventsOfAll, open, range, segmentsOf, settings, statsOf } from './spool-kit.ts';

test('batches are delivered in the order in which they were appended, byte for byte, with what is known of them', async () => {
  const { spool, append } = await open();
  await append(...range(1, 10));
  const [first, second] = await spool.delivery('siem').read({ bytes: 400, events: 100 });
  expect(first).toMatchObject({ sequence: 1, events: 2, origin: 'dev-control-plane' });
  expect(Buffer.from(second?.body ?? []).equals(bodyOf(2))).toBe(true);
});

test('what was read and not delivered is read again', async () => {
  const { spool, append, deliver } = await open();
  await append(...range(1, 5));
  await spool.delivery('siem').read({ bytes: 1e6, events: 100 });
  expect(await deliver()).toEqual(range(1, 5));
  expect(await deliver()).toEqual([]);
});

test('a read ends at its limit of bytes or events, but gives one record at least', async () => {
  const { spool, append } = await open(undefined, { segmentSize: 1e6 });
  await append(...range(1, 9));
  const delivery = spool.delivery('siem');
  expect(await delivery.read({ bytes: 1, events: 1 })).toHaveLength(1);
  expect(await delivery.read({ bytes: 1e6, events: 6 })).toHaveLength(3);
  expect(await delivery.read({ bytes: 1e6, events: 100 })).toHaveLength(9);
});

test('batches that wait together go to the disk with one write and one sync', async () => {
  const { disk, append } = await open(undefined, { segmentSize: 1e6, memory: usualMemory });
  await append(1);
  disk.calls.length = 0;
  await append(...range(2, 17));
  expect(disk.calls.map((call) => call.split(' ')[0])).toEqual(['write', 'sync', 'linked']);
});

test('a new file is answered for after its name is on the disk', async () => {
  const { disk, append } = await open();
  disk.calls.length = 0;
  await append(1);
  expect(disk.calls.map((call) => call.split(' ')[0]).slice(0, 5)).toEqual([
    'remove',
    'create',
    'write',
    'sync',
    'syncFolder',
  ]);
});

test('a segment is named by its first record, and goes when every backend has it', async () => {
  const backends = ['siem', 'lake'].map((name) => ({ name, maxLag: null }));
  const { disk, spool, append, deliver } = await open(undefined, { backends });
  for (const number of range(1, 8)) await append(number);
  expect(segmentsOf(disk)).toEqual([1, 3, 5, 7]);
  await deliver('siem');
  expect(segmentsOf(disk)).toEqual([1, 3, 5, 7]);
  await deliver('lake', 4);
  await spool.close();
  expect(segmentsOf(disk)).toEqual([5, 7]);
});

test('delivered segments are kept up to a size', async () => {
  const { disk, spool, append, deliver } = await open(undefined, { keepDelivered: 700 });
  for (const number of range(1, 10)) await append(number);
  await deliver();
  await spool.close();
  expect(segmentsOf(disk)).toEqual([5, 7, 9]);
});

test('after a normal end each backend goes on where it was', async () => {
  const { disk, spool, append, deliver } = await open();
  await append(...range(1, 9));
  await deliver('siem', 4);
  await spool.close();
  const next = await open(disk);
  await next.append(10);
  expect(await next.deliver()).toEqual(range(5, 10));
  expect(next.notes).toEqual([]);
});

test('a batch larger than a segment and than the commit buffer is as any other', async () => {
  const { spool } = await open(undefined, { maxSize: 2 ** 24 });
  const body = Buffer.alloc(2 ** 20, '"x"');
  await spool.append({ time: 1, events: 1, origin: '', body });
  await spool.append({ time: 1, events: 1, origin: '', body: Buffer.from('{}') });
  const [record] = await spool.delivery('siem').read({ bytes: 1000, events: 100 });
  expect(Buffer.compare(record?.body ?? Buffer.alloc(0), body)).toBe(0);
});

test('an answered batch that is sent again is answered and not stored twice', async () => {
  const { disk, spool, append, deliver } = await open(undefined, { segmentSize: 1e6 });
  await append(1, 2);
  await append(2);
  await append(3, 3);
  expect(await deliver()).toEqual([1, 2, 3]);
  expect((await spool.stats()).repeats).toBe(2);
  await spool.close();
  const next = await open(disk);
  await next.append(2, 3);
  expect(await next.deliver()).toEqual([]);
});

test('the backlog is known in batches, events, bytes and age, and arrivals are announced', async () => {
  const { spool, append, deliver } = await open();
  const arrived = spool.arrived();
  await append(...range(1, 6));
  await arrived;
  await deliver('siem', 2);
  expect(await statsOf(spool)).toMatchObject({
    backlog: { records: 4, events: eventsOfAll(range(3, 6)) },
    oldest: Date.UTC(2026, 10, 21),
  });
  await deliver();
  expect(await statsOf(spool)).toMatchObject({ backlog: { records: 0, events: 0, bytes: 0 }, oldest: null });
});

test('a backend that lags more than it may goes on later, and what it misses is counted; a guaranteed one is not touched', async () => {
  const backends = [
    { name: 'siem', maxLag: null },
    { name: 'lake', maxLag: 700 },
  ];
  const { disk, spool, append, deliver, notes } = await open(undefined, { backends });
  await append(1, 2);
  const sent = await spool.delivery('lake').read({ bytes: 1, events: 1 });
  expect(sent).toHaveLength(1);
  for (const number of range(3, 12)) await append(number);
  expect((await statsOf(spool, 'lake')).skipped).toEqual({ records: 7, events: eventsOfAll(range(2, 8)) });
  spool.delivery('lake').advance(1);
  expect(await deliver('lake')).toEqual(range(9, 12));
  expect((await statsOf(spool, 'lake')).skipped).toEqual({ records: 7, events: eventsOfAll(range(2, 8)) });
  expect(notes.join('\n')).toContain('lake lags too far');
  await spool.close();
  const next = await open(disk, { backends });
  expect((await statsOf(next.spool, 'lake')).skipped.records).toBe(7);
  expect(await next.deliver()).toEqual(range(1, 12));
});

test('what was on its way at a jump and was not delivered counts as left out', async () => {
  const { spool, append, deliver } = await open(undefined, { backends: [{ name: 'lake', maxLag: 700 }] });
  await append(1, 2);
  await spool.delivery('lake').read({ bytes: 1, events: 1 });
  for (const number of range(3, 12)) await append(number);
  expect(await deliver('lake')).toEqual(range(9, 12));
  expect((await statsOf(spool, 'lake')).skipped).toEqual({ records: 8, events: eventsOfAll(range(1, 8)) });
});

test('row 37: a second process refuses, and names the first', async () => {
  const world = {
    ...fakeWorld({ parts: { processes: { pid: 77, alive: () => true } } }),
    appendFiles: fakeDisk().files,
  };
  await withSpool(world, settings, 'kind-audit forward run', async (spool) => {
    await spool.append({ time: 1, events: 1, origin: '', body: bodyOf(1) });
    await expect(withSpool(world, settings, 'second', async () => 'ran')).rejects.toMatchObject({
      code: 'locked',
      message: expect.stringContaining('process 77'),
    });
  });
  expect(await withSpool(world, settings, 'third', async () => 'ran')).toBe('ran');
});
