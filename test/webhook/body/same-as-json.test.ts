// The reader of bodies against JSON.parse: it accepts the same, and finds events where they are.
import { isUtf8 } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { readBatch, type Batch, type BodyFault } from '../../../src/webhook/body/batch.ts';
import { generated } from '../../kit/generated.ts';
import { damaged, Lists } from '../kit/event-lists.ts';
import { lettersOf, shapeOf, valueOf, type Shape } from '../kit/shape.ts';

interface Judged extends Shape {
  readonly apiVersion: string;
  readonly values: readonly unknown[];
}

/** What is in a body, if it is a list of events. */
function judged(body: Uint8Array): Judged | null {
  const list = parsed(body);
  if (!isObject(list) || list['kind'] !== 'EventList') return null;
  const apiVersion = list['apiVersion'] ?? '';
  if (typeof apiVersion !== 'string') return null;
  const values = list['items'] ?? [];
  if (!Array.isArray(values) || !values.every(isObject)) return null;
  const letters = lettersOf(body);
  const shape = shapeOf(letters);
  const repeated = ['kind', 'apiVersion', 'items'].some((name) => shape.keys.filter((key) => key === name).length > 1);
  return repeated || shape.notes.some((letters) => !isObject(valueOf(letters) ?? {}))
    ? null
    : { ...shape, apiVersion, values };
}

function parsed(body: Uint8Array): unknown {
  try {
    return isUtf8(body) ? JSON.parse(Buffer.from(body).toString()) : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether what the reader makes of a body is right. */
function isRight(body: Uint8Array, batch: Batch | BodyFault): boolean {
  const expected = judged(body);
  if ('fault' in batch) return expected === null && batch.offset >= 0 && batch.offset <= body.length;
  if (expected === null) return false;
  const letters = lettersOf(body);
  const items = pairs(batch.items);
  const values = items.map(([start, end]) => valueOf(letters.slice(start, end)));
  return (
    isDeepStrictEqual(values, expected.values) &&
    isDeepStrictEqual(items, expected.items) &&
    isDeepStrictEqual(pairs(batch.annotations), expected.annotations) &&
    batch.apiVersion === expected.apiVersion
  );
}

function pairs(offsets: Int32Array): number[][] {
  return Array.from({ length: offsets.length / 2 }, (_, index) => [...offsets.subarray(2 * index, 2 * index + 2)]);
}

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('generated lists, half of them damaged: part %i', (part) => {
  const { random, rounds } = generated(part, 10_000);
  const lists = new Lists(random);
  const met = { accepted: 0, faults: 0, items: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const whole = Buffer.from(lists.list());
    const body = random.chance(0.5) ? whole : damaged(random, whole);
    const batch = readBatch(body);
    if (!isRight(body, batch)) expect.fail(`${JSON.stringify(lettersOf(body))}: ${JSON.stringify(batch)}`);
    if ('fault' in batch) met.faults += 1;
    else met.accepted += 1;
    if ('items' in batch) met.items += batch.items.length / 2;
  }
  expect(met.accepted).toBeGreaterThan(rounds / 4);
  expect(met.faults).toBeGreaterThan(rounds / 4);
  expect(met.items).toBeGreaterThan(rounds / 4);
});

test('wherever a list is cut off, that place is the fault; likewise a zero byte that is put in', () => {
  const { random, rounds } = generated(11, 100);
  const lists = new Lists(random);
  const wrong: string[] = [];
  let cut = 0;
  for (let round = 0; round < rounds; round += 1) {
    const body = Buffer.from(lists.list());
    if ('fault' in readBatch(body)) continue;
    cut += 1;
    const end = body.lastIndexOf('}');
    for (let at = 0; at <= body.length; at += 1) {
      const start = body.subarray(0, at);
      const bad = [...(at <= end ? [start] : []), Buffer.concat([start, Buffer.from([0]), body.subarray(at)])];
      for (const each of bad) {
        const batch = readBatch(each);
        if (!('fault' in batch) || batch.offset !== at) wrong.push(`${at} of ${JSON.stringify(lettersOf(each))}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(cut).toBeGreaterThan(rounds / 2);
});
