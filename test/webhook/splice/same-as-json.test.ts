// The splicer against JSON.parse: the annotations that it should have, and every byte around them as it was.
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { readBatch, type Batch } from '../../../src/webhook/body/batch.ts';
import { ByteBuffer } from '../../../src/webhook/splice/byte-buffer.ts';
import { makeSplicer } from '../../../src/webhook/splice/splicer.ts';
import { generated } from '../../kit/generated.ts';
import { Lists } from '../kit/event-lists.ts';
import { lettersOf, shapeOf, valueOf } from '../kit/shape.ts';

type Values = Readonly<Record<string, unknown>>;

const own = new Map([
  ['shoot.gardener.cloud/name', 'dev'],
  ['annotations', '{"a":"\\"}'],
  ['"', ''],
  ['a\\n', 'é😀\u2028\n'],
]);
const ownValues: Values = Object.fromEntries(own);

/** What is written where an event has no annotations, or null. */
const ownLetters = lettersOf(Buffer.from(JSON.stringify(ownValues)));

/** What is wrong with an event after annotations were put in; null where nothing is. */
function wrongIn({ body, items, annotations }: Batch, index: number, spliced: string): string | null {
  const letters = lettersOf(body);
  const [start = 0, end = 0] = items.subarray(2 * index);
  const [from = 0, to = 0] = annotations.subarray(2 * index);
  const [before, old, after] = [letters.slice(start, from), letters.slice(from, to), letters.slice(to, end)];
  if (!spliced.startsWith(before) || !spliced.endsWith(after)) return 'bytes around the annotations';
  const added = spliced.slice(before.length, spliced.length - after.length);
  const event = valueOf(letters.slice(start, end)) as Values;
  const expected = { ...event, annotations: { ...(event['annotations'] as Values | null | undefined), ...ownValues } };
  if (!isDeepStrictEqual(valueOf(spliced), expected)) return 'the value';
  if (old === 'null') return added === ownLetters ? null : 'the annotations instead of null';
  if (old === '')
    return added === `${Object.keys(event).length === 0 ? '' : ','}"annotations":${ownLetters}` ? null : 'what is new';
  const others = shapeOf(old).keys.filter((key) => !own.has(key));
  return isDeepStrictEqual(shapeOf(added).keys, [...others, ...own.keys()]) ? null : 'the keys';
}

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('generated events: part %i', (part) => {
  const { random, rounds } = generated(part, 10_000);
  const lists = new Lists(random, [...own.keys()]);
  const splice = makeSplicer(own);
  const copy = makeSplicer(new Map());
  const into = new ByteBuffer(16);
  const met = { events: 0, none: 0, replaced: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const batch = readBatch(Buffer.from(lists.list()));
    if ('fault' in batch) continue;
    for (let index = 0; index < batch.items.length / 2; index += 1) {
      met.events += 1;
      into.reset();
      splice(batch, index, into);
      const spliced = lettersOf(into.bytes);
      const wrong = wrongIn(batch, index, spliced);
      if (wrong !== null) expect.fail(`${wrong}: ${lettersOf(batch.body)}, event ${index}: ${spliced}`);
      const [start = 0, end = 0] = batch.items.subarray(2 * index);
      copy(batch, index, into);
      if (lettersOf(into.bytes) !== spliced + lettersOf(batch.body.subarray(start, end))) expect.fail('not a copy');
      const [from = 0, to = 0] = batch.annotations.subarray(2 * index);
      if (from === to) met.none += 1;
      else if (shapeOf(lettersOf(batch.body.subarray(from, to))).keys.some((key) => own.has(key))) met.replaced += 1;
    }
  }
  expect(met.events).toBeGreaterThan(rounds);
  expect(met.none).toBeGreaterThan(rounds / 10);
  expect(met.replaced).toBeGreaterThan(rounds / 10);
});
