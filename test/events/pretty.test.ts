// Lines for people: columns, names, times, and no control characters for a terminal.
import { expect, test } from 'vitest';
import type { AuditEvent } from '../../src/events/audit-event.ts';
import { prettyLine, type LineStyle } from '../../src/events/pretty.ts';
import { formatShort } from '../../src/core/duration.ts';
import { timestampReader } from '../../src/events/timestamp.ts';
import { outcome, what, who } from '../../src/events/words.ts';
import { auditEvent } from './kit.ts';

process.env['TZ'] = 'UTC';
const noon = Date.parse('2026-11-21T12:00:00Z');
const style: LineStyle = { color: false, columns: null, time: 'absolute' };
const show = (event: AuditEvent, changes: Partial<LineStyle> = {}, wide = false, now = noon): string =>
  prettyLine({ ...style, ...changes }, wide)(event, now);

test('one line: time, level, verb, who, what, code, duration', () => {
  expect(show(auditEvent())).toBe(
    `11-21 08:09:51.567 Metadata        delete ${'alice'.padEnd(36)} ${'pods shop/web-1'.padEnd(56)} 200           67ms\n`,
  );
});

test('columns are aligned', () => {
  const lines = [auditEvent(), auditEvent({ level: 'RequestResponse', verb: 'get', user: {}, objectRef: {} })].map(
    (event) => show(event),
  );
  expect(lines.map((text) => text.indexOf(' 200 '))).toEqual([lines[0]?.indexOf(' 200 '), lines[0]?.indexOf(' 200 ')]);
});

test.each([80, 100, 120, 200])('fits a terminal of %i columns', (columns) => {
  const long = auditEvent({
    user: { username: 'u'.repeat(90) },
    objectRef: { resource: 'r'.repeat(50), name: 'n'.repeat(60) },
  });
  const text = show(long, { columns });
  expect(text.trimEnd().length).toBeLessThanOrEqual(columns);
  expect(text).toContain('…');
});

test.each(['constructor', '__proto__', 'toString'])(
  'a level named %s is shown as it is on a narrow terminal',
  (level) => {
    expect(show(auditEvent({ level }), { columns: 80 })).toContain(` ${level}`);
  },
);

test('colours by outcome', () => {
  const coloured = (code: number, stage = 'ResponseComplete'): string =>
    show(auditEvent({ stage, responseStatus: { code } }), { color: true });
  expect(coloured(200)).toContain('\u001B[32m200');
  expect(coloured(403)).toContain('\u001B[33m403');
  expect(coloured(500)).toContain('\u001B[31m500');
  expect(coloured(0, 'Panic')).toContain('\u001B[31m500 Panic');
});

test('relative time', () => {
  const now = Date.parse('2026-11-21T08:11:51.567Z');
  expect(show(auditEvent(), { time: 'relative' }, false, now)).toMatch(/^ +2m ago /);
  expect(show(auditEvent({ stageTimestamp: null }))).toMatch(/^ +- /);
});

test('a time of another year has its year', () => {
  const of = (stageTimestamp: string, now: string, columns: number | null = null): string =>
    show(auditEvent({ stageTimestamp }), { columns }, false, Date.parse(now)).split(' Meta')[0] ?? '';
  const newYear = ['2025-12-31T23:59:59.999Z', '2026-01-01T00:00:00.000Z'] as const;
  expect(newYear.map((time) => of(time, '2026-06-01T00:00:00Z'))).toEqual([
    '2025-12-31 23:59:59.999',
    '01-01 00:00:00.000',
  ]);
  expect(newYear.map((time) => of(time, '2025-06-01T00:00:00Z'))).toEqual([
    '12-31 23:59:59.999',
    '2026-01-01 00:00:00.000',
  ]);
  expect(newYear.map((time) => of(time, '2026-06-01T00:00:00Z', 80))).toEqual(['2025-12-31 23:59:59', '00:00:00.000']);
});

test('the year of a line is that of its own event and of the moment of its own call', () => {
  const line = prettyLine(style, false);
  const times = ['2017-03-01T01:02:03.000Z', '2026-03-01T01:02:03.000Z', '2017-03-01T01:02:03.000Z'];
  const heads = times.map((stageTimestamp) => line(auditEvent({ stageTimestamp }), noon).slice(0, 10));
  expect(heads).toEqual(['2017-03-01', '03-01 01:0', '2017-03-01']);
});

test.each([80, 100, 120, 200])('a line of another year fits a terminal of %i columns', (columns) => {
  const long = auditEvent({
    stageTimestamp: '2017-06-01T08:09:51.567123Z',
    user: { username: 'u'.repeat(90) },
    objectRef: { resource: 'r'.repeat(50), name: 'n'.repeat(60) },
  });
  expect(show(long, { columns }).trimEnd().length).toBeLessThanOrEqual(columns);
});

test('wide adds addresses, groups, the agent and the message', () => {
  const failed = auditEvent({ responseStatus: { code: 403, reason: 'Forbidden', message: 'no, alice' } });
  expect(show(failed, { columns: 80 }, true)).toMatch(
    /10\.1\.2\.3,172\.18\.0\.1 .*dev {2}kubectl\/v1.* {2}no, alice\n$/,
  );
});

test('nothing that comes from a client controls the terminal', () => {
  const evil = '\u001B]0;x\u0007\u202E\r\n';
  const event = auditEvent({
    verb: evil,
    level: evil,
    user: { username: evil, groups: [evil] },
    impersonatedUser: { username: evil },
    requestURI: evil,
    userAgent: evil,
    auditID: evil,
    sourceIPs: [evil],
    objectRef: { resource: evil, name: evil },
    responseStatus: { code: 400, reason: evil, message: evil },
  });
  for (const wide of [false, true]) expect(show(event, {}, wide).slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('who and what', () => {
  expect(who(auditEvent({ user: { username: 'system:serviceaccount:ci:deployer' } }))).toBe('sa:ci:deployer');
  expect(who(auditEvent({ impersonatedUser: { username: 'bob' } }))).toBe('alice as bob');
  expect(who(auditEvent({ user: {} }))).toBe('-');
  const of = (objectRef: AuditEvent['objectRef'], verb = 'get'): string =>
    what(auditEvent({ verb, ...(objectRef === undefined ? {} : { objectRef }) }));
  expect(of({ resource: 'pods', namespace: 'shop' }, 'list')).toBe('pods shop/*');
  expect(of({ resource: 'pods' }, 'watch')).toBe('pods *');
  expect(of({ resource: 'nodes', name: 'n1' })).toBe('nodes n1');
  expect(of({ resource: 'namespaces', namespace: 'shop', name: 'shop' })).toBe('namespaces shop');
  expect(of({ resource: 'deployments', apiGroup: 'apps', subresource: 'scale', namespace: 'a', name: 'b' })).toBe(
    'deployments.apps/scale a/b',
  );
  expect(what(auditEvent({ objectRef: {}, requestURI: '/healthz' }))).toBe('/healthz');
});

test('outcomes', () => {
  const of = (stage: string, responseStatus = {}): string => outcome(auditEvent({ stage, responseStatus }));
  expect(of('ResponseComplete', { code: 409, reason: 'Conflict' })).toBe('409 Conflict');
  expect(of('ResponseComplete')).toBe('-');
  expect(of('RequestReceived')).toBe('RequestReceived');
  expect(of('ResponseStarted', { code: 401, reason: 'Unauthorized' })).toBe('401 Unauthorized ResponseStarted');
});

test.each([
  [0.34, '340µs'],
  [12.4, '12ms'],
  [1500, '1.50s'],
  [303_000, '5m03s'],
  [7_440_000, '2h04m'],
  [0.9996, '1ms'],
  [999.6, '1.00s'],
  [59_996, '1m00s'],
  [359_999_000, '99h59m'],
  [360_000_000, '4d04h'],
  [9 * 365 * 86_400_000, '3285d00h'],
  [Number.NaN, ''],
  [-1, ''],
])('%d ms is %s', (ms, expected) => {
  expect(formatShort(ms)).toBe(expected);
});

test('timestamps to the microsecond, and other spellings', () => {
  const read = timestampReader();
  const base = Date.UTC(2026, 10, 21, 8, 9, 51);
  expect(read('2026-11-21T08:09:51.567123Z')).toBeCloseTo(base + 567.123, 3);
  expect(read('2026-11-21T08:10:51.000001Z')).toBeCloseTo(base + 60_000.001, 3);
  expect(read('2026-11-21T08:09:51Z')).toBe(base);
  expect(read('2026-11-21T09:09:51.5+01:00')).toBe(base + 500);
  for (const text of [null, undefined, '', 'never', 'x'.repeat(26) + 'Z']) expect(read(text)).toBeNaN();
});
