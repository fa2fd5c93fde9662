// Objects in lines that are too long: their beginning and their end, whatever is in between.
import { expect, test } from 'vitest';
import { LineBlocks } from '../../src/core/lines.ts';
import { isShortened, KEPT_BYTES, SHORTENED, shortenedLine } from '../../src/core/shorten-json.ts';

const bytes = (text: string): Buffer => Buffer.from(text);
const shortened = (text: string): string => {
  const all = bytes(text);
  return shortenedLine(all.subarray(0, KEPT_BYTES), all.subarray(-KEPT_BYTES), all.length);
};
const mark = (length: number): Record<string, string> => ({
  [SHORTENED]: `members left out of a line of ${length} bytes`,
});
const long = 'x'.repeat(50_000);

test.each<[string, unknown, unknown]>([
  [
    'a long member in the middle',
    { a: 1, user: { name: 'mia' }, body: { long }, z: [2], end: 'é' },
    { a: 1, user: { name: 'mia' }, z: [2], end: 'é' },
  ],
  ['a long member at the end', { a: 1, b: { c: '}' }, body: [long, long] }, { a: 1, b: { c: '}' } }],
  [
    'a long member that holds the names of others',
    { id: 1, z: 9, body: { long, id: 2, more: { z: 3 } }, end: 4 },
    { id: 1, z: 9, end: 4 },
  ],
  [
    'quotes, commas and brackets in texts',
    { a: '",{[\\', body: { long: `${long},"a":2}` }, b: ',"c":3}' },
    { a: '",{[\\', b: ',"c":3}' },
  ],
  ['a text that looks like the end', { a: 1, body: `${long},"a":2}`, b: 1 }, { a: 1, b: 1 }],
])('%s', (_what, value, left) => {
  const text = JSON.stringify(value);
  expect(isShortened(shortened(text))).toBe(true);
  expect(JSON.parse(shortened(text))).toEqual({
    ...(left as object),
    ...mark(text.length + (text.includes('é') ? 1 : 0)),
  });
});

test.each(['x'.repeat(50_000), '[1,2,3', '{"a', `{"a":"${long}"}`, '', '{,,,', '{"a":1,"a'.slice(0, 3)])(
  'no object, or nothing whole of it: %#',
  (text) => {
    const made = shortened(text);
    expect(made).toBe(`${text.slice(0, 1000)} {"${SHORTENED}":"the beginning of a line of ${text.length} bytes"}`);
    expect(isShortened(made)).toBe(true);
  },
);

test('after a hole of zero bytes the end of the line is kept', () => {
  expect(shortened(`${'\0'.repeat(50_000)}{"id":1}`)).toBe('\0{"id":1}');
  expect(shortened('\0'.repeat(50_000))).toBe('\0');
  expect(shortened(`${'\0'.repeat(20_000)}{"id":"${'x'.repeat(20_000)}"}`)).toMatch(/^\0+ \{"kindAuditShortened"/);
});

test.each([
  '{"a":1}',
  `{"${SHORTENED}":"x"}`,
  `{"a":"{\\"${SHORTENED}\\":\\"members left out of a line of 1 bytes\\"}"}`,
])('not shortened: %s', (text) => expect(isShortened(text)).toBe(false));

test('a line that is too long is given shortened, in pieces of any size, and counted', () => {
  const text = JSON.stringify({ id: 7, body: { long }, time: 't' });
  const whole = `{"id":1}\n${text}\n{"id":2}\n${'x'.repeat(60_000)}\n${text}`;
  for (const size of [999, 7001, 1 << 20]) {
    const lines = new LineBlocks({ longest: 30_000 });
    const parts: Uint8Array[] = [];
    let given = 0;
    for (let at = 0; at < whole.length; at += size) {
      const block = lines.push(bytes(whole.slice(at, at + size)));
      if (block !== null) parts.push(block);
      given += block?.length ?? 0;
      // What was given, left out and is held is all that came.
      expect(given + lines.skippedBytes + lines.heldBytes).toBe(Math.min(whole.length, at + size));
    }
    const rest = lines.end();
    if (rest !== null) parts.push(rest);
    const made = Buffer.concat(parts)
      .toString()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    const short = { id: 7, time: 't', ...mark(text.length) };
    // A piece that holds whole lines is not cut.
    const one = size > 60_000 ? JSON.parse(text) : short;
    expect(made.map((line) => JSON.parse(line) as unknown)).toEqual([{ id: 1 }, one, { id: 2 }, short]);
  }
});
