// Archives as `gzip -dc` unpacks them: padding, members, and everything that comes before a damage.
import { execFileSync } from 'node:child_process';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { gunzip } from '../../src/io/gunzip.ts';
import { generated } from '../kit/generated.ts';

/** What is unpacked of bytes that come in pieces of a size, and the code and words of an error after it. */
async function unpacked(packed: Uint8Array, size = 1000): Promise<readonly [text: string, error: string]> {
  const parts: Uint8Array[] = [];
  const source = (async function* () {
    for (let at = 0; at < packed.length; at += size) yield packed.subarray(at, at + size);
  })();
  try {
    for await (const part of gunzip(source)) parts.push(Buffer.from(part));
  } catch (error) {
    return [Buffer.concat(parts).toString(), `${(error as { code: string }).code}: ${(error as Error).message}`];
  }
  return [Buffer.concat(parts).toString(), ''];
}

/** Lines that do not pack well. */
const text = (lines: number): string => {
  let state = 7;
  return Array.from({ length: lines }, (_, index) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return `${index} ${state.toString(36)}\n`;
  }).join('');
};
const long = text(8000);
const packed = gzipSync(long);
const withByte = (at: number, change: number): Buffer => {
  const bytes = Buffer.from(packed);
  bytes[at] = (bytes[at] ?? 0) ^ change;
  return bytes;
};
const member = gzipSync('a\n');
const other = 'Z_DATA_ERROR: something that is not gzip follows its end';

test.each<[string, Uint8Array, string, string]>([
  ['one member', packed, long, ''],
  ['several members', Buffer.concat([member, packed, member]), `a\n${long}a\n`, ''],
  ['zeros after the end', Buffer.concat([packed, Buffer.alloc(1)]), long, ''],
  ['many zeros after the end', Buffer.concat([packed, Buffer.alloc(100_000)]), long, ''],
  ['zeros between members', Buffer.concat([member, Buffer.alloc(9), member]), 'a\na\n', ''],
  ['something else after the end', Buffer.concat([packed, Buffer.from('xyz\n')]), long, other],
  ['something else after zeros', Buffer.concat([member, Buffer.alloc(9), Buffer.from('x')]), 'a\n', other],
  ['half a magic number after the end', Buffer.concat([member, Buffer.of(0x1f)]), 'a\n', other],
  ['a wrong checksum', withByte(packed.length - 6, 1), long, 'Z_DATA_ERROR: its checksum is wrong'],
  ['a wrong length', withByte(packed.length - 1, 1), long, 'Z_DATA_ERROR: its checksum is wrong'],
  [
    'a wrong checksum, and another member',
    Buffer.concat([withByte(packed.length - 6, 1), member]),
    `${long}a\n`,
    'Z_DATA_ERROR: its checksum is wrong',
  ],
  ['no trailer', packed.subarray(0, -8), long, 'Z_BUF_ERROR: unexpected end of file'],
  ['half a trailer', packed.subarray(0, -3), long, 'Z_BUF_ERROR: unexpected end of file'],
  ['half a header', packed.subarray(0, 5), '', 'Z_BUF_ERROR: unexpected end of file'],
  ['nothing', Buffer.alloc(0), '', 'Z_DATA_ERROR: incorrect header check'],
])('%s', async (_what, bytes, content, error) => {
  for (const size of [13, 997, 1 << 20]) expect(await unpacked(bytes, size)).toEqual([content, error]);
});

test('a header with all that it may hold', async () => {
  const header = Buffer.concat([
    Buffer.of(0x1f, 0x8b, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 3),
    Buffer.of(3, 0, 1, 2, 3),
    Buffer.from('name\0comment\0'),
    Buffer.of(0, 0),
  ]);
  expect(await unpacked(Buffer.concat([header, packed.subarray(10)]))).toEqual([long, '']);
  expect(await unpacked(header.subarray(0, 18))).toEqual(['', 'Z_BUF_ERROR: unexpected end of file']);
});

/** How many letters two texts begin with together. */
function commonStart(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

test('damage within: up to 32 KiB less than gzip gives, before it gives what was never packed', async () => {
  const { random, rounds } = generated(21, 30);
  for (let round = 0; round < rounds; round += 1) {
    const bytes = withByte(12 + random.below(packed.length - 20), 1 + random.below(255));
    const [content, error] = await unpacked(bytes);
    let fromGzip: string;
    try {
      fromGzip = execFileSync('gzip', ['-dc'], {
        input: bytes,
        stdio: ['pipe', 'pipe', 'ignore'],
        maxBuffer: 1e9,
      }).toString();
    } catch (failed) {
      fromGzip = (failed as { stdout: Buffer }).stdout.toString();
    }
    expect(error).toMatch(/^Z_DATA_ERROR|^Z_BUF_ERROR/);
    expect(content.length).toBeGreaterThanOrEqual(commonStart(fromGzip, long) - 32 * 1024);
    expect(fromGzip.startsWith(content.slice(0, fromGzip.length))).toBe(true);
  }
});

test('unpacks as a whole-archive reader does, whatever the pieces', async () => {
  const { random, rounds } = generated(22, 30);
  for (let round = 0; round < rounds; round += 1) {
    const parts = Array.from({ length: 1 + random.below(4) }, () => gzipSync(text(random.below(3000))));
    const whole = Buffer.concat(parts);
    expect(await unpacked(whole, 1 + random.below(9000))).toEqual([gunzipSync(whole).toString(), '']);
  }
});
