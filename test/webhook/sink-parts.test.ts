// The parts of a sink: faults by chance, what it remembers, numbers, items, addresses.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodeEvent } from '../../src/events/decode.ts';
import { fates, type Fate } from '../../src/webhook/sink/faults.ts';
import { itemsOf, type Item } from '../../src/webhook/sink/items.ts';
import { KnownEvents } from '../../src/webhook/sink/known-events.ts';
import { hostInUrl, isEveryAddress, parseListenAddress } from '../../src/webhook/serve/listen-address.ts';
import { Numbering } from '../../src/webhook/sink/numbering.ts';
import { generated } from '../kit/generated.ts';
import { batchOf } from '../kit/http-server.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('faults', () => {
  const take = (next: () => Fate, count: number): string[] =>
    Array.from({ length: count }, () => {
      const fate = next();
      return typeof fate === 'string' ? fate : String(fate.status);
    });
  const failing = [
    { status: 503, share: 0.2 },
    { status: 429, share: 0.1 },
  ];

  test('are the same for the same seed, and others for another', () => {
    const first = take(fates(7, failing, 0.05), 200);
    expect(take(fates(7, failing, 0.05), 200)).toEqual(first);
    expect(take(fates(8, failing, 0.05), 200)).not.toEqual(first);
    expect(first.slice(0, 12).join(' ')).toMatchInlineSnapshot(
      `"503 accept accept accept accept 429 accept 503 429 429 429 503"`,
    );
  });

  test('come as often as they are asked for', () => {
    const all = take(fates(1, failing, 0.05), 100_000);
    const share = (word: string): number => all.filter((each) => each === word).length / all.length;
    expect(share('503')).toBeCloseTo(0.2, 2);
    expect(share('429')).toBeCloseTo(0.1, 2);
    expect(share('drop')).toBeCloseTo(0.05 * 0.7, 2);
  });

  test('never and always are exact, and the shares of one sort do not move the other', () => {
    expect(new Set(take(fates(3, [], 0), 10_000))).toEqual(new Set(['accept']));
    expect(new Set(take(fates(3, [], 1), 10_000))).toEqual(new Set(['drop']));
    expect(new Set(take(fates(3, [{ status: 500, share: 1 }], 1), 10_000))).toEqual(new Set(['500']));
    const dropped = take(fates(9, [], 0.3), 1000);
    const both = take(fates(9, [{ status: 500, share: 0.3 }], 0.3), 1000);
    expect(both.filter((each, at) => each !== '500' && each !== dropped[at])).toEqual([]);
  });
});

describe('what is remembered', () => {
  test('new, repeat, conflict', () => {
    const known = new KnownEvents(64);
    const add = (id: string, content: string): string => known.add(sha256(id), sha256(content));
    expect([add('a', '1'), add('a', '1'), add('a', '2'), add('b', '1'), add('a', '1')]).toEqual([
      'new',
      'repeat',
      'conflict',
      'new',
      'repeat',
    ]);
  });

  test('is bounded: what is forgotten is counted, and the newest are always remembered', () => {
    const known = new KnownEvents(64);
    const total = 1000;
    for (let at = 0; at < total; at += 1) expect(known.add(sha256(`${at}`), sha256('x'))).toBe('new');
    // Two tables of 48.
    expect(total - known.forgotten).toBeGreaterThanOrEqual(48);
    expect(total - known.forgotten).toBeLessThanOrEqual(96);
    for (let at = known.forgotten; at < total; at += 1) expect(known.add(sha256(`${at}`), sha256('x'))).toBe('repeat');
    expect(known.add(sha256('0'), sha256('x'))).toBe('new');
  });
});

describe('numbers', () => {
  test('gaps, and names that are none of the series', () => {
    const numbering = new Numbering('n-');
    for (const name of ['n-3', 'n-1', 'n-3', 'n-', 'n-x', 'm-2', 'n-7', 'n-1.5', 'n-9999999999999999'])
      numbering.add(name);
    expect(numbering.numbers()).toEqual({
      prefix: 'n-',
      first: 1,
      last: 7,
      seen: 3,
      missing: 4,
      gaps: [
        [2, 2],
        [4, 6],
      ],
      beyond: 0,
    });
  });

  test('numbers that are too far apart are counted', () => {
    const numbering = new Numbering('');
    for (let at = 0; at < 1030; at += 1) numbering.add(String(at * 32_768));
    expect(numbering.numbers()).toMatchObject({ seen: 1024, beyond: 6 });
  });

  test('are those of a set', () => {
    const { random, rounds } = generated(31, 400);
    const below = (limit: number): number => Math.floor(random.next() * limit);
    for (let round = 0; round < rounds; round += 1) {
      const numbering = new Numbering('n');
      const seen = new Set<number>();
      for (let at = below(60); at >= 0; at -= 1) {
        const number = 32_700 + below(140);
        numbering.add(`n${number}`);
        seen.add(number);
      }
      const all = [...seen].toSorted((a, b) => a - b);
      const [first = 0, last = 0] = [all[0], all.at(-1)];
      const missing = Array.from({ length: last - first + 1 }, (_, at) => first + at).filter((each) => !seen.has(each));
      const { gaps, ...rest } = numbering.numbers();
      expect(rest).toMatchObject({ first, last, seen: seen.size, missing: missing.length });
      const listed = gaps.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at));
      expect(listed).toEqual(missing.slice(0, listed.length));
      if (gaps.length < 10) expect(listed).toEqual(missing);
    }
  });
});

describe('items', () => {
  const itemIn = (body: string): Item => {
    const items = itemsOf(Buffer.from(body));
    if ('fault' in items) throw new Error(items.fault);
    const [item] = items.each();
    if (item === undefined) throw new Error('no item');
    return item;
  };
  const listOf = (item: string): string => `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[${item}]}`;

  test('an item as a line of a log: the API server writes the same', () => {
    const item = itemIn(batchOf({ auditID: 'q', objectRef: { name: 'n-1' } }));
    expect(item).toMatchObject({ identity: 'q\0ResponseComplete', objectName: 'n-1' });
    const line = Buffer.from(item.line()).toString();
    expect(line).toMatch(/^\{"kind":"Event","apiVersion":"audit\.k8s\.io\/v1","level":"Metadata",.*\}\n$/);
    expect(decodeEvent(line)).toMatchObject({ auditID: 'q' });
  });

  test.each([
    ['{}', '{"kind":"Event","apiVersion":"audit.k8s.io/v1"}\n'],
    ['{"kind":"Event","a":1}', '{"apiVersion":"audit.k8s.io/v1","kind":"Event","a":1}\n'],
    ['{"apiVersion":"v","kind":"Event"}', '{"apiVersion":"v","kind":"Event"}\n'],
  ])('%s', (item, line) => {
    expect(Buffer.from(itemIn(listOf(item)).line()).toString()).toBe(line);
  });

  test('is one line, whatever spaces it has', () => {
    const line = Buffer.from(itemIn(listOf('{\r\n "auditID": "a\\n",\n "stage": "x" }')).line()).toString();
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toMatchObject({ kind: 'Event', auditID: 'a\n' });
  });

  test.each(['', 'x', '[]', '{"kind":"Event"}', '{"kind":"EventList","items":{}}', `${listOf('{}')}x`, '\0'])(
    '%j is a fault',
    (body) => {
      expect(itemsOf(Buffer.from(body))).toMatchObject({ fault: expect.any(String), offset: expect.any(Number) });
    },
  );
});

test.each<[string, object | null]>([
  ['127.0.0.1:8443', { host: '127.0.0.1', port: 8443 }],
  ['localhost', { host: 'localhost', port: 0 }],
  [':8443', { host: '127.0.0.1', port: 8443 }],
  ['[::1]:8443', { host: '::1', port: 8443 }],
  ['[::]', { host: '::', port: 0 }],
  ['::1', null],
  ['host:65536', null],
  ['host:', null],
  ['https://host', null],
  ['', null],
])('the address %s', (text, expected) => {
  expect(parseListenAddress(text)).toEqual(expected);
});

test('addresses in URLs', () => {
  expect(['0.0.0.0', '::', '0:0:0:0:0:0:0:0', '::1', 'a.example'].map(hostInUrl)).toEqual([
    '127.0.0.1',
    '[::1]',
    '[::1]',
    '[::1]',
    'a.example',
  ]);
  expect(['0.0.0.0', '::', '::1', '10.0.0.0'].map(isEveryAddress)).toEqual([true, true, false, false]);
});
