// What the spool makes of a log that is not as it was written: bits that flipped, files that are gone, a torn end.
import { expect, test } from 'vitest';
import { fakeDisk, type FakeDisk } from '../../kit/append-files.ts';
import {
  deadFiles,
  eventsOf,
  eventsOfAll,
  FOLDER,
  open,
  range,
  segmentPath,
  segmentsOf,
  statsOf,
} from './spool-kit.ts';

/** A disk with six batches in one segment, of which two were delivered unless it says otherwise. */
async function filled(delivered = 2, segmentSize = 1e6): Promise<FakeDisk> {
  const disk = fakeDisk();
  const { append, deliver, spool } = await open(disk, { segmentSize, keepDelivered: 1e6 });
  for (const number of range(1, 6)) await append(number);
  await deliver('siem', delivered);
  await spool.close();
  disk.restart();
  return disk;
}

const flip = (disk: FakeDisk, path: string, at: number): void => {
  const bytes = disk.bytes(path);
  bytes[at] = (bytes[at] ?? 0) ^ 4;
};

/** Where the record of a batch begins in the only segment: every record has the same length. */
const startOf = (disk: FakeDisk, number: number): number => (disk.bytes(segmentPath(1)).length / 6) * (number - 1);

test('row 5: a torn last record is cut off, said once, and no loss', async () => {
  const disk = await filled();
  const whole = Buffer.from(disk.bytes(segmentPath(1)));
  for (const cut of [
    whole.length - 1,
    whole.length - 27,
    whole.length - 100,
    startOf(disk, 6) + 47,
    startOf(disk, 6) + 1,
  ]) {
    disk.put(segmentPath(1), whole.subarray(0, cut));
    const { notes, append, deliver, spool } = await open(disk);
    expect(notes).toEqual([expect.stringContaining('never answered')]);
    expect(disk.bytes(segmentPath(1))).toHaveLength(startOf({ ...disk, bytes: () => whole }, 6));
    await append(7);
    expect(await deliver()).toEqual([3, 4, 5, 7]);
    expect((await statsOf(spool)).lost.records).toBe(0);
    disk.restart();
    disk.removeFile(segmentPath(6));
    disk.removeFile(`${FOLDER}/cursors.json`);
    disk.put(segmentPath(1), whole);
    const again = await open(disk);
    expect(again.notes.join()).not.toContain('never answered');
    await again.deliver('siem', 2);
    await again.spool.close();
    disk.restart();
  }
});

test('row 5: zeros where the last record should be are a torn record too', async () => {
  const disk = await filled();
  disk.bytes(segmentPath(1)).fill(0, startOf(disk, 6) + 70);
  const { notes, deliver } = await open(disk);
  expect(notes).toEqual([expect.stringContaining('never answered')]);
  expect(await deliver()).toEqual([3, 4, 5]);
});

test.each([3, 4, 5, 6])(
  'row 6: a bit flipped in the body of batch %i: set aside, counted, the others are read',
  async (number) => {
    const disk = await filled();
    flip(disk, segmentPath(1), startOf(disk, number) + 80);
    const { append, deliver, spool, notes } = await open(disk);
    await append(7);
    expect(await deliver()).toEqual(range(3, 7).filter((other) => other !== number));
    expect((await statsOf(spool)).lost).toEqual({ records: 1, events: eventsOf(number) });
    expect(deadFiles(disk)).toHaveLength(1);
    expect(disk.bytes(deadFiles(disk)[0] ?? '').length).toBe(startOf(disk, 2));
    expect(notes).toEqual([expect.stringContaining(deadFiles(disk)[0] ?? '')]);
  },
);

test.each([3, 4, 5, 6])(
  'row 7: a bit flipped in the length of batch %i: counted, and those after it are read',
  async (number) => {
    const disk = await filled();
    flip(disk, segmentPath(1), startOf(disk, number) + 9);
    const { append, deliver, spool } = await open(disk);
    await append(7);
    expect(await deliver()).toEqual(range(3, 7).filter((other) => other !== number));
    expect((await statsOf(spool)).lost).toEqual({ records: 1, events: eventsOf(number) });
    expect(deadFiles(disk)).toHaveLength(1);
  },
);

test('a bit flipped in a trailer costs nothing', async () => {
  for (let back = 1; back <= 28; back += 1) {
    const disk = await filled();
    flip(disk, segmentPath(1), startOf(disk, 5) - back);
    flip(disk, segmentPath(1), disk.bytes(segmentPath(1)).length - back);
    const { deliver, spool } = await open(disk);
    expect(await deliver()).toEqual(range(3, 6));
    expect((await statsOf(spool)).lost.records).toBe(0);
  }
});

test('what a backend lost is counted for each, and set aside once', async () => {
  const disk = await filled(0);
  flip(disk, segmentPath(1), startOf(disk, 4) + 80);
  const backends = ['siem', 'lake'].map((name) => ({ name, maxLag: null }));
  const { deliver, spool } = await open(disk, { backends });
  expect(await deliver('siem')).toEqual([1, 2, 3, 5, 6]);
  expect(await deliver('lake')).toEqual([1, 2, 3, 5, 6]);
  expect((await statsOf(spool, 'lake')).lost.events).toBe(eventsOf(4));
  expect(deadFiles(disk)).toHaveLength(1);
  await spool.close();
  const next = await open(disk, { backends });
  expect((await statsOf(next.spool, 'siem')).lost.records).toBe(1);
});

test.each([1, 3, 5])(
  'row 8: the segment of batch %i is missing: it starts, delivers the others, and counts',
  async (first) => {
    const disk = await filled(0, 400);
    expect(segmentsOf(disk)).toEqual([1, 3, 5]);
    disk.removeFile(segmentPath(first));
    const { append, deliver, spool } = await open(disk);
    await append(7);
    const expected = range(1, 6).filter((number) => number < first || number > first + 1);
    // The records of a last segment have no trace but their cursors: here nobody had them.
    if (first === 5) expect(await deliver()).toEqual([...expected, 7]);
    else {
      expect(await deliver()).toEqual([...expected, 7]);
      expect((await statsOf(spool)).lost).toEqual({ records: 2, events: eventsOfAll([first, first + 1]) });
    }
  },
);

test.each(['missing', 'damaged'])(
  'row 8: the cursors are %s: from the oldest kept batch on, and it says how many',
  async (state) => {
    const disk = await filled(4);
    if (state === 'missing') disk.removeFile(`${FOLDER}/cursors.json`);
    else flip(disk, `${FOLDER}/cursors.json`, 60);
    const { deliver, notes, spool } = await open(disk);
    expect(notes).toEqual([`how far each backend was is ${state} in the spool; 6 batches may be sent a second time`]);
    expect(await deliver()).toEqual(range(1, 6));
    expect((await statsOf(spool)).lost.records).toBe(0);
  },
);

test('row 8: a cursor past the end: from the oldest kept batch on, it says how many, and counts no loss', async () => {
  const disk = await filled(6, 400);
  disk.removeFile(segmentPath(5));
  const { append, deliver, notes, spool } = await open(disk);
  expect(notes).toEqual(['siem was further than the spool reaches; 4 batches may be sent a second time']);
  await append(7);
  expect(await deliver()).toEqual([1, 2, 3, 4, 7]);
  expect((await statsOf(spool)).lost.records).toBe(0);
});

test('files that are no segments are left alone', async () => {
  const disk = await filled();
  disk.put(`${FOLDER}/notes.txt`, Buffer.from('x'));
  disk.put(`${FOLDER}/12.log`, Buffer.from('x'));
  expect(await (await open(disk)).deliver()).toEqual(range(3, 6));
  expect(disk.paths()).toEqual(expect.arrayContaining([`${FOLDER}/12.log`, `${FOLDER}/notes.txt`]));
});

test('a last segment that is nothing but rubbish is removed, and the one before it decides', async () => {
  const disk = await filled();
  disk.put(segmentPath(7), Buffer.alloc(500, 'rubbish'));
  const { append, deliver, spool } = await open(disk);
  await append(7);
  expect(await deliver()).toEqual(range(3, 7));
  expect((await statsOf(spool)).lost.records).toBe(0);
});
