// What a request to a receiver of events means: its head, its body, and the limits of both.
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { HttpReply, HttpRequest } from '../../src/core/http-server.ts';
import { gunzip } from '../../src/io/gunzip.ts';
import { BodyRoom, withBody } from '../../src/webhook/serve/read-body.ts';
import { MOST_BODY, readHead, type Encoding } from '../../src/webhook/serve/read-head.ts';

type Given = Partial<Omit<HttpRequest, 'body' | 'from'>>;
const json = { 'content-type': 'application/json' };

function statusOf(given: Given): number | string {
  const head = readHead({ method: 'POST', target: '/audit', headers: json, stranger: null, ...given });
  return 'reply' in head ? head.reply.status : head.encoding;
}

describe('the head', () => {
  test.each<[string, Given, number | string]>([
    ['a batch', {}, 'identity'],
    ['a query', { target: '/audit?timeout=30s' }, 'identity'],
    ['no content type', { headers: {} }, 'identity'],
    ['an empty content type', { headers: { 'content-type': '' } }, 'identity'],
    ['a charset', { headers: { 'content-type': 'Application/JSON; charset=utf-8' } }, 'identity'],
    ['another JSON', { headers: { 'content-type': 'application/vnd.audit+json' } }, 'identity'],
    ['text', { headers: { 'content-type': 'text/plain' } }, 415],
    ['what begins as JSON', { headers: { 'content-type': 'application/jsonlines' } }, 415],
    ['gzip', { headers: { ...json, 'content-encoding': 'GZIP' } }, 'gzip'],
    ['identity', { headers: { ...json, 'content-encoding': 'identity' } }, 'identity'],
    ['an unknown encoding', { headers: { ...json, 'content-encoding': 'br' } }, 415],
    ['two encodings', { headers: { ...json, 'content-encoding': 'gzip, gzip' } }, 415],
    ['the largest body', { headers: { ...json, 'content-length': String(MOST_BODY) } }, 'identity'],
    ['a body above the limit', { headers: { ...json, 'content-length': String(MOST_BODY + 1) } }, 413],
    ['GET', { method: 'GET' }, 405],
    ['another path', { target: '/other' }, 404],
    ['a path below', { target: '/audit/' }, 404],
    ['the health of it', { method: 'GET', target: '/healthz' }, 204],
    ['POST to the health of it', { target: '/healthz' }, 405],
    ['a client that is not accepted', { stranger: 'it has expired' }, 401],
    ['the health of it, for one that is not accepted', { method: 'GET', target: '/healthz', stranger: 'none' }, 401],
  ])('%s', (_title, given, expected) => {
    expect(statusOf(given)).toBe(expected);
  });

  test('a failure says what it is in JSON, and 405 what is allowed', () => {
    const head = readHead({ method: 'PUT', target: '/audit', headers: json, stranger: null });
    expect(head).toEqual({
      reply: {
        status: 405,
        headers: { 'Content-Type': 'application/json', Allow: 'POST' },
        body: '{"code":405,"message":"PUT is not allowed at /audit: POST"}\n',
      },
    });
  });
});

async function* inPieces(
  bytes: Uint8Array,
  size = 64 * 1024,
  onPiece = (): void => undefined,
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    onPiece();
    yield bytes.subarray(at, at + size);
  }
}

async function read(
  body: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  room = new BodyRoom(),
): Promise<HttpReply | string> {
  let text = '';
  const reply = await withBody({ body }, encoding, { gunzip }, room, async (bytes) => {
    text = Buffer.from(bytes).toString();
    return { status: 200, headers: {}, body: '' };
  });
  return reply === 'drop' ? 'drop' : reply.status === 200 ? text : reply;
}

describe('the body', () => {
  const text = 'x'.repeat(300_000);
  const packed = gzipSync(Buffer.from(text));

  test('is read as it is, and unpacked', async () => {
    expect(await read(inPieces(Buffer.from(text)), 'identity')).toBe(text);
    expect(await read(inPieces(packed, 7), 'gzip')).toBe(text);
    expect(await read(inPieces(Buffer.from('')), 'identity')).toBe('');
  });

  test.each<[string, Uint8Array, string]>([
    ['cut off', packed.subarray(0, 100), 'unexpected end of file'],
    ['empty', Buffer.from(''), 'incorrect header check'],
    ['not packed', Buffer.from(text), 'incorrect header check'],
    ['without a header', deflateRawSync(Buffer.from(text)), 'incorrect header check'],
    ['followed by something else', Buffer.concat([packed, Buffer.from('x')]), 'something that is not gzip'],
    ['of another checksum', Buffer.concat([packed.subarray(0, -8), Buffer.alloc(4), packed.subarray(-4)]), 'checksum'],
  ])('that is gzip and %s is a fault of the client', async (_title, bytes, words) => {
    expect(await read(inPieces(bytes), 'gzip')).toMatchObject({ status: 400, body: expect.stringContaining(words) });
  });

  test('above the limit it is refused, and a small one that unpacks to it is left where the limit is', async () => {
    const zeros = new Uint8Array(1024 * 1024);
    const large = async function* (): AsyncGenerator<Uint8Array> {
      for (;;) yield zeros;
    };
    expect(await read(large(), 'identity')).toMatchObject({ status: 413 });
    const bomb = gzipSync(new Uint8Array(2 * MOST_BODY), { level: 1 });
    let pieces = 0;
    const arriving = inPieces(bomb, 8192, () => (pieces += 1));
    expect(await read(arriving, 'gzip')).toMatchObject({ status: 413 });
    expect(pieces).toBeLessThan((bomb.length / 8192) * 0.6);
  });

  test('has no answer where the connection ended before it', async () => {
    const cut = async function* (): AsyncGenerator<Uint8Array> {
      yield packed.subarray(0, 100);
      throw new Error('aborted');
    };
    expect(await read(cut(), 'identity')).toBe('drop');
    expect(await read(cut(), 'gzip')).toBe('drop');
  });

  test('is refused for now where others take all of the room, which is free again after it', async () => {
    const room = new BodyRoom();
    const one = Buffer.alloc(1000);
    const others = 4 * MOST_BODY - 1500;
    expect(room.take(others)).toBe(true);
    expect(await read(inPieces(one), 'identity', room)).toHaveLength(1000);
    expect(await read(inPieces(Buffer.alloc(2000), 500), 'identity', room)).toMatchObject({
      status: 503,
      headers: { 'Retry-After': '1' },
    });
    expect(room.take(1500)).toBe(true);
    expect(room.take(1)).toBe(false);
  });

  test('whose work fails is not a fault of the client', async () => {
    const failing = withBody({ body: inPieces(packed) }, 'gzip', { gunzip }, new BodyRoom(), async () => {
      throw new Error('no room on the disk');
    });
    await expect(failing).rejects.toThrow('no room on the disk');
  });
});
