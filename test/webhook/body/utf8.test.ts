// UTF-8 in strings against Node's own judgement: every byte, and sequences at the edges of what is allowed.
import { isUtf8 } from 'node:buffer';
import { expect, test } from 'vitest';
import { readBatch } from '../../../src/webhook/body/batch.ts';

/** Every byte that may be in a string but the quote and the backslash. */
const bytes = Array.from({ length: 256 }, (_, byte) => byte).filter(
  (byte) => byte >= 0x20 && byte !== 0x22 && byte !== 0x5c,
);

/** Those at the edges of the parts of the table of well-formed sequences. */
const edges = Buffer.from('617f808f909fa0bfc0c1c2dfe0e1ecedeeeff0f1f3f4f5ff', 'hex');

type Sequences = readonly (readonly number[])[];

/** The sequences that are judged otherwise. */
function misjudged(sequences: Sequences): string[] {
  return sequences
    .map((sequence) => Buffer.from(sequence))
    .filter((text) => {
      const body = Buffer.concat([Buffer.from('{"kind":"EventList","x":"'), text, Buffer.from('"}')]);
      return 'fault' in readBatch(body) === isUtf8(text);
    })
    .map((text) => text.toString('hex'));
}

/** Every sequence with each of the bytes after it. */
function followedBy(sequences: Sequences, next: Iterable<number>): number[][] {
  return sequences.flatMap((sequence) => Array.from(next, (byte) => [...sequence, byte]));
}

test('one byte and two', () => {
  const one = followedBy([[]], bytes);
  expect(misjudged(one)).toEqual([]);
  expect(misjudged(followedBy(one, edges))).toEqual([]);
  expect(misjudged(followedBy(followedBy([[]], edges), bytes))).toEqual([]);
});

test('three and four at the edges', () => {
  const three = followedBy(followedBy(followedBy([[]], edges), edges), edges);
  expect(misjudged(three)).toEqual([]);
  const begun = three.filter(([first = 0, second = 0]) => first >= 0xf0 && second >= 0x80 && second < 0xc0);
  expect(misjudged(followedBy(begun, edges))).toEqual([]);
});
