// The fast way of reading a line is compared with the decoder: over generated lines, and over lines that were damaged.
import { expect, test } from 'vitest';
import { generated, type Generated } from '../kit/generated.ts';
import type { AuditEvent } from '../../src/events/audit-event.ts';
import { decodeEvent } from '../../src/events/decode.ts';
import { eventLineReader, readSlowly } from '../../src/events/event-line.ts';
import { QuickLines } from '../../src/events/quick-line.ts';
import { slimText } from '../../src/events/slim.ts';

const pieces = [
  'a',
  'é',
  '日本',
  '"',
  '\\',
  '\\"',
  '[',
  ']',
  '},',
  '"}',
  '&<>',
  '\n',
  '\u2028',
  '\\u0026',
  ',"requestObject":',
  ',"responseObject":{',
  ',"requestReceivedTimestamp":"',
  '","stageTimestamp":"x',
];

/** As Go writes it. */
function write(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('&', '\\u0026')
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('\u2028', '\\u2028');
}

type Random = Generated['random'];

/** An event as an API server may write it, and the same without its bodies. */
function anyEvent(random: Random, withBodies: number) {
  const text = (): string => random.some(pieces, 0, 3).join('');
  const maybe = (share: number, fields: () => object): object => (random.chance(share) ? fields() : {});
  const level = random.pick(['Metadata', 'Request', 'RequestResponse', 'X']);
  const body = level === 'Metadata' ? 0 : withBodies;
  const head = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level,
    auditID: text(),
    stage: random.pick(['ResponseComplete', 'RequestReceived']),
    requestURI: text(),
    verb: text(),
    user: random.chance(0.1)
      ? {}
      : {
          username: text(),
          ...maybe(0.3, () => ({ uid: text() })),
          ...maybe(0.7, () => ({ groups: random.some(pieces, 0, 3) })),
          ...maybe(0.2, () => ({ extra: { [text()]: [text()], k: [] } })),
        },
    ...maybe(0.2, () => ({ impersonatedUser: { username: text(), groups: [text()], extra: { [text()]: [text()] } } })),
    sourceIPs: [text()],
    ...maybe(0.5, () => ({ userAgent: text() })),
    ...maybe(0.5, () => ({ objectRef: { resource: text(), name: text() } })),
    ...maybe(0.7, () => ({
      responseStatus: {
        metadata: {},
        ...maybe(0.2, () => ({ status: 'Failure', message: text(), details: { name: text(), retryAfterSeconds: 1 } })),
        code: random.pick([0, 200, 404]),
      },
    })),
  };
  const bodies = {
    ...maybe(body, () => ({ requestObject: random.pick([{ a: text(), responseObject: {} }, [text()], text()]) })),
    ...maybe(body, () => ({ responseObject: random.pick([{ requestReceivedTimestamp: text() }, text()]) })),
  };
  const tail = {
    requestReceivedTimestamp: '2026-11-21T00:00:00.000000Z',
    ...maybe(0.9, () => ({ stageTimestamp: '2026-11-21T00:00:01.000000Z' })),
    ...maybe(0.3, () => ({ annotations: { [text()]: text() } })),
  };
  return { event: { ...head, ...bodies, ...tail }, bodies };
}

/** What a replay asks of an event. */
function asked(event: Partial<AuditEvent> | undefined | null): unknown {
  if (event === null || event === undefined) return event;
  const { auditID, stage, level, requestURI, verb, user, stageTimestamp } = event;
  return {
    auditID,
    stage,
    level,
    requestURI,
    verb,
    username: user?.username,
    groups: user?.groups,
    stageTimestamp: stageTimestamp ?? undefined,
  };
}

function sizeOf(read: { readonly requestSize: number; readonly responseSize: number } | null): number | undefined {
  return read === null ? undefined : read.requestSize + read.responseSize;
}

test('whole lines: the same event, and the same sizes of bodies together', () => {
  const { random, rounds } = generated(5, 8_000);
  const quick = new QuickLines();
  const read = eventLineReader();
  let fast = 0;
  for (let round = 0; round < rounds; round += 1) {
    const { event, bodies } = anyEvent(random, 0.5);
    const line = write(event) + random.pick(['', '', '\r']);
    if (quick.read(line) !== null) fast += 1;
    expect(asked(read(line)?.event), line).toEqual(asked(event as Partial<AuditEvent>));
    // A body that holds a field of the other's name may be cut in the wrong place; together they are right.
    const sizeBy = (spell: (value: unknown) => string): number =>
      Object.entries(bodies).reduce((sum, [key, body]) => sum + `,"${key}":${spell(body)}`.length, 0);
    const found = quick.read(line);
    if (found !== null) expect(sizeOf(found), line).toBe(sizeBy(write));
    // The slow way writes a body again, without escapes for the letters that only Go escapes.
    expect(sizeOf(readSlowly(line)), line).toBe(sizeBy(JSON.stringify));
    expect(sizeOf(read(line)), line).toBe(sizeBy(found === null ? JSON.stringify : write));
  }
  expect(fast).toBeGreaterThan(rounds * 0.75);
});

const damage = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'x',
  '\\x',
  '\u0001',
  ' ',
  '0',
  '-',
  '{"kind":"Event",',
  ',"a":',
  '""',
];

/** A line with a piece put in, taken out or replaced. */
function damaged(random: Random, line: string): string {
  const at = random.below(line.length + 1);
  const cut = random.pick([0, 0, 1, 1, 2, random.below(40)]);
  return line.slice(0, at) + random.pick([...damage, '']) + line.slice(at + cut);
}

test('damaged lines: the fast way accepts nothing that the decoder rejects, and reads nothing else into it', () => {
  const { random, rounds } = generated(6, 15_000);
  const quick = new QuickLines();
  const counts = { fast: 0, rejected: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const whole = write(anyEvent(random, 0).event);
    const other = write(anyEvent(random, 0).event);
    const glued = whole.slice(0, random.below(whole.length)) + other;
    const line = random.chance(0.1) ? glued : damaged(random, whole);
    const found = quick.read(line);
    const decoded = decodeEvent(line);
    if (decoded === null) counts.rejected += 1;
    if (found === null) continue;
    counts.fast += 1;
    const { event, ...sizes } = found;
    expect(asked(event), line).toEqual(asked(decoded));
    expect(sizes, line).toEqual({ requestSize: 0, responseSize: 0 });
  }
  // Damage inside a text changes the text only; most of the rest breaks the line.
  expect(counts.fast).toBeGreaterThan(rounds / 20);
  expect(counts.rejected).toBeGreaterThan(rounds / 3);
});

test('apart from the bodies, a line with bodies is an event where the line without them is one', () => {
  const { random, rounds } = generated(7, 8_000);
  const quick = new QuickLines();
  let fast = 0;
  for (let round = 0; round < rounds; round += 1) {
    const { event, bodies } = anyEvent(random, 0.7);
    if (Object.keys(bodies).length === 0) continue;
    const whole = write(event);
    const first = whole.indexOf(
      Object.keys(bodies)[0] === 'requestObject' ? ',"requestObject":' : ',"responseObject":',
    );
    const bodyText = Object.entries(bodies)
      .map(([key, body]) => `,"${key}":${write(body)}`)
      .join('');
    // Strings hold these words too, escaped: the bodies are where they are unescaped.
    const start = whole.indexOf(bodyText, first);
    const [before, after] = [whole.slice(0, start), whole.slice(start + bodyText.length)];
    const mark = before.length;
    const shorter = damaged(random, before + after);
    // Only damage on one side of the bodies, and apart from them, can be put back into the line.
    if (!shorter.startsWith(before) && !shorter.endsWith(after)) continue;
    if (shorter.startsWith(before) && !shorter.startsWith(',"requestReceivedTimestamp":', mark)) continue;
    const line = shorter.startsWith(before)
      ? before + bodyText + shorter.slice(mark)
      : shorter.slice(0, shorter.length - after.length) + bodyText + after;
    const found = quick.read(line);
    if (found === null) continue;
    fast += 1;
    expect(asked(found.event), line).toEqual(asked(decodeEvent(shorter)));
  }
  expect(fast).toBeGreaterThan(rounds / 10);
});

test('a line that a killed server left, and the next one after it, are not events', () => {
  const read = eventLineReader();
  const requestObject = { a: 'b'.repeat(50) };
  const { requestReceivedTimestamp, ...head } = anyEvent(generated(8, 1).random, 0).event;
  const line = write({ ...head, requestObject, requestReceivedTimestamp, stageTimestamp: requestReceivedTimestamp });
  expect(read(line)?.requestSize).toBe(`,"requestObject":${JSON.stringify(requestObject)}`.length);
  for (let cut = 1; cut < line.length; cut += 1) {
    expect(read(line.slice(0, cut))).toBeNull();
    expect(read(line.slice(0, cut) + line)).toBeNull();
  }
});

test('a long line without its bodies is an event where the whole line is one', () => {
  const { random, rounds } = generated(9, 200);
  const filler = 'x'.repeat(140_000);
  for (let round = 0; round < rounds; round += 1) {
    const { event } = anyEvent(random, 0.7);
    const line = write({ ...event, requestObject: { filler } });
    const damagedLine = random.chance(0.5) ? line.slice(0, random.below(line.length)) : line;
    const bytes = Buffer.from(damagedLine);
    expect(asked(decodeEvent(slimText(bytes, 0, bytes.length)))).toEqual(asked(decodeEvent(damagedLine)));
  }
});

test('texts of many megabytes', () => {
  const read = eventLineReader();
  const event = { ...anyEvent(generated(1, 1).random, 0).event, requestURI: 'HERE' };
  for (const part of ['x', '\\u0026', '\\"']) {
    const line = write(event).replace('HERE', () => part.repeat(1_000_000));
    const { length } = JSON.parse(`"${part}"`) as string;
    expect(read(line)?.event.requestURI?.length).toBe(length * 1_000_000);
  }
});
