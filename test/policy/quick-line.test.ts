// The fast way of reading a line against the slow one, and against the whole line parsed: whatever the texts hold.
import { expect, test } from 'vitest';
import { generated } from '../kit/generated.ts';
import type { AuditEvent } from '../../src/events/audit-event.ts';
import { readEventLine } from '../../src/policy/replay/event-line.ts';
import { QuickLines } from '../../src/policy/replay/quick-line.ts';

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

test('lines at random', () => {
  const { random, rounds } = generated(5, 20_000);
  const quick = new QuickLines();
  const slow = Object.assign(new QuickLines(), { read: () => null });
  const text = (): string => random.some(pieces, 0, 3).join('');
  /** As Go writes it. */
  const write = (value: unknown): string =>
    JSON.stringify(value)
      .replaceAll('&', '\\u0026')
      .replaceAll('<', '\\u003c')
      .replaceAll('>', '\\u003e')
      .replaceAll('\u2028', '\\u2028');
  const maybe = (share: number, fields: () => object): object => (random.chance(share) ? fields() : {});
  let fast = 0;
  for (let round = 0; round < rounds; round += 1) {
    const level = random.pick(['Metadata', 'Request', 'RequestResponse', 'X']);
    const body = level === 'Metadata' ? 0 : 0.5;
    const event = {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level,
      auditID: text(),
      stage: random.pick(['ResponseComplete', 'RequestReceived']),
      requestURI: text(),
      verb: text(),
      user: {
        ...maybe(0.9, () => ({ username: text() })),
        ...maybe(0.3, () => ({ uid: text() })),
        ...maybe(0.7, () => ({ groups: random.some(pieces, 0, 3) })),
        ...maybe(0.2, () => ({ extra: { [text()]: [text()] } })),
      },
      ...maybe(0.2, () => ({ impersonatedUser: { username: text() } })),
      sourceIPs: [text()],
      ...maybe(0.5, () => ({ userAgent: text() })),
      ...maybe(body, () => ({ requestObject: random.pick([{ a: text(), responseObject: {} }, [text()], text()]) })),
      ...maybe(body, () => ({ responseObject: random.pick([{ requestReceivedTimestamp: text() }, text()]) })),
      requestReceivedTimestamp: '2026-11-21T00:00:00.000000Z',
      ...maybe(0.9, () => ({ stageTimestamp: '2026-11-21T00:00:01.000000Z' })),
      ...maybe(0.3, () => ({ annotations: { [text()]: text() } })),
    };
    const whole = write(event);
    const line = random.chance(0.05) ? whole.slice(0, random.below(whole.length)) : whole;
    if (quick.read(line) !== null) fast += 1;
    const read = readEventLine(line, quick);
    if (line !== whole) {
      // One that is cut off right behind a "}" is not noticed: that would take a look at all of it.
      if (!line.endsWith('}')) expect(read, line).toBeNull();
      continue;
    }
    const sizeOf = (key: 'requestObject' | 'responseObject'): number =>
      key in event ? `,"${key}":${write((event as Record<string, unknown>)[key])}`.length : 0;
    // A body that holds a field of the other's name may be cut in the wrong place; together they are right.
    const both = sizeOf('requestObject') + sizeOf('responseObject');
    for (const one of [read, readEventLine(line, slow)])
      expect((one?.requestSize ?? 0) + (one?.responseSize ?? 0), line).toBe(both);
    const { requestURI, verb, user, stageTimestamp } = read?.event ?? ({} as Partial<AuditEvent>);
    const name = event.user as { username?: string; groups?: string[] };
    expect({ requestURI, verb, username: user?.username, groups: user?.groups }, line).toEqual({
      requestURI: event.requestURI,
      verb: event.verb,
      username: name.username,
      groups: name.groups,
    });
    expect(stageTimestamp ?? undefined, line).toBe((event as { stageTimestamp?: string }).stageTimestamp);
  }
  expect(fast).toBeGreaterThan(rounds / 4);
});
