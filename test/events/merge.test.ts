// Several logs as one, by time.
import { expect, test } from 'vitest';
import { mergeByTime, mergedParts } from '../../src/events/merge.ts';
import { LastRecords, MOST_KEPT, RecordBuilder, type Records } from '../../src/events/records.ts';

function records(...times: readonly number[]): Records {
  const builder = new RecordBuilder();
  for (const time of times) builder.addText(`${time} `, time);
  return builder.take();
}

async function* source(...batches: readonly Records[]): AsyncGenerator<Records> {
  yield* batches;
}

async function merged(...sources: readonly AsyncIterable<Records>[]): Promise<string> {
  let text = '';
  for await (const each of mergeByTime(sources)) text += Buffer.from(each.text).toString();
  return text.trim();
}

test('merges sources by time, late records of one source in their place', async () => {
  const a = source(records(10, 5000, 4400), records(4700, 9000));
  const b = source(records(1), records(4500, 4600), records(), records(20_000));
  expect(await merged(a, b, source())).toBe('1 10 4400 4500 4600 4700 5000 9000 20000');
});

test('small sources are not kept open', async () => {
  let [open, most] = [0, 0];
  async function* counted(start: number): AsyncGenerator<Records> {
    open += 1;
    most = Math.max(most, open);
    try {
      yield records(start, start + 60_000);
    } finally {
      open -= 1;
    }
  }
  const sources = Array.from({ length: 100 }, (_, index) => counted(index * 10_000));
  const times = (await merged(...sources)).split(' ').map(Number);
  expect(times).toHaveLength(200);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect([open, most]).toEqual([0, 8]);
});

test('passes a single source through unchanged', async () => {
  expect(await merged(source(records(3, 1, 2)))).toBe('3 1 2');
  expect(await merged()).toBe('');
});

test('records without a time stay after the one before', async () => {
  expect(await merged(source(records(1, Number.NaN, 3)), source(records(2)))).toBe('1 NaN 2 3');
  expect(Buffer.from(mergedParts([records(2, Number.NaN), records(1)]).text).toString()).toBe('1 2 NaN ');
});

test('parts keep their own order', () => {
  const together = mergedParts([records(10, 30, 20, 40), records(25, 35)]);
  expect(Buffer.from(together.text).toString()).toBe('10 25 30 20 35 40 ');
});

test('merges very many records', async () => {
  const times = Array.from({ length: 20_000 }, (_, index) => index * 3);
  const parts = [0, 1, 2].map((shift) => source(records(...times.map((time) => time + shift))));
  expect((await merged(...parts)).split(' ').map(Number)).toEqual(Array.from({ length: 60_000 }, (_, index) => index));
});

test('memory is released when a batch is used up', async () => {
  let done = 0;
  const recycled = (...times: readonly number[]): Records => ({ ...records(...times), done: () => (done += 1) });
  await merged(source(recycled(1, 2), recycled(3)), source(recycled(2)));
  expect(done).toBe(3);
});

test('keeps the last records', () => {
  const last = new LastRecords(3);
  last.add(records(1, 2, 3, 4));
  for (const time of [5, 6, 7, 8]) last.add(records(time));
  expect(Buffer.from(last.take().text).toString()).toBe('6 7 8 ');
  expect(last.take().ends.length).toBe(0);
  const none = new LastRecords(0);
  none.add(records(1));
  expect(none.take().ends.length).toBe(0);
});

test('a builder uses given memory where it is enough', () => {
  const builder = new RecordBuilder();
  const memory = new ArrayBuffer(100);
  builder.use(memory);
  builder.addText('grüße', 1);
  const taken = builder.take();
  expect(taken.text.buffer).toBe(memory);
  expect(Buffer.from(taken.text).toString()).toBe('grüße');
  builder.use(memory);
  builder.addText('x'.repeat(200), 2);
  expect(builder.take().text.buffer).not.toBe(memory);
  expect(builder.take().ends.length).toBe(0);
});

test('keeps no more bytes than there is room for, and says so', () => {
  const last = new LastRecords(1000);
  const builder = new RecordBuilder();
  const text = 'x'.repeat(MOST_KEPT / 4);
  for (let number = 0; number < 4; number += 1) {
    builder.addText(text, number);
    last.add(builder.take());
  }
  expect([last.bytes, last.cut]).toEqual([MOST_KEPT, false]);
  builder.addText('one more', 4);
  last.add(builder.take());
  expect(last.cut).toBe(true);
  expect([...last.take().times]).toEqual([1, 2, 3, 4]);
});
