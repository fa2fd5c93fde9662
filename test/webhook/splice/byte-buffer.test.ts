// Bytes in memory that grows and is used again.
import { expect, test } from 'vitest';
import { ByteBuffer } from '../../../src/webhook/splice/byte-buffer.ts';

function textOf(buffer: ByteBuffer): string {
  return Buffer.from(buffer.bytes).toString();
}

test('short and long pieces are appended, beyond the memory that it began with', () => {
  const buffer = new ByteBuffer(8);
  const long = Buffer.from('0123456789'.repeat(10));
  buffer.append(Buffer.from('ab'));
  buffer.append(long);
  buffer.append(long.subarray(5), 1, 4);
  buffer.append(long.subarray(5), 0, 90);
  buffer.append(long, 3, 3);
  expect(textOf(buffer)).toBe(`ab${long.toString()}678${long.subarray(5, 95).toString()}`);
  expect(buffer.length).toBe(2 + 100 + 3 + 90);
});

test('after it was emptied, it begins again; memory beyond what is kept is given back', () => {
  const buffer = new ByteBuffer(8);
  buffer.append(Buffer.from('abc'));
  const memory = buffer.bytes.buffer;
  buffer.reset();
  expect(textOf(buffer)).toBe('');
  buffer.append(Buffer.from('d'));
  expect(textOf(buffer)).toBe('d');
  expect(buffer.bytes.buffer).toBe(memory);
  buffer.append(new Uint8Array(1000));
  buffer.reset();
  expect(buffer.bytes.buffer.byteLength).toBe(8);
});
