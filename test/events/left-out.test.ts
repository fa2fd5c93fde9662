// Lines that are no events: what is said of each form, what is read all the same, and that no filter changes the account.
import { expect, test } from 'vitest';
import { LineBlocks } from '../../src/core/lines.ts';
import { createDigester } from '../../src/events/digest.ts';
import { everything, type FilterSpec } from '../../src/events/filter.ts';
import { whyLeftOut } from '../../src/events/left-out/why.ts';
import type { Seen } from '../../src/events/left-out/seen.ts';
import { loadPolicy } from '../../src/index.ts';
import { Replayer } from '../../src/policy/replay/replayer.ts';
import { within } from '../../src/io/within.ts';
import { generated } from '../kit/generated.ts';
import { runCli } from '../kit/run-cli.ts';
import { jsonSettings } from '../logs/kit.ts';
import { auditEvent, line } from './kit.ts';

const event = auditEvent();
const written = line(event);
const inText = (key: string, more: object = {}): string => JSON.stringify({ ...more, [key]: `${written}\n` });

test.each<[string, string]>([
  ['docker', inText('log', {})],
  ['forwarder', inText('log', { date: 1.5 })],
  ['forwarder', inText('message', { '@timestamp': 'x' })],
  ['forwarder', JSON.stringify({ message: event })],
  ['nested', JSON.stringify({ kubernetes: { audit: event } })],
  ['azure-diagnostics', JSON.stringify({ category: 'kube-audit', properties: { log: written } })],
  ['azure-diagnostics', JSON.stringify({ category: 'kube-audit-admin', properties: { log: event } })],
  ['event-hub', JSON.stringify({ records: [{ category: 'kube-audit', properties: { log: written } }] })],
  ['cloudwatch-events', JSON.stringify({ events: [{ logStreamName: 'a', message: written }] })],
  ['cloudwatch-insights', JSON.stringify({ results: [[{ field: '@message', value: written }]] })],
  ['loki', inText('line', { labels: {} })],
  ['elasticsearch', JSON.stringify({ _index: 'a', _source: event })],
  ['google-cloud', JSON.stringify({ insertId: 'a', protoPayload: {} })],
  ['event-list', JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items: [event, event] })],
  ['json-array', JSON.stringify([event, event])],
  ['json-array', '['],
  ['json-over-lines', '{'],
  ['json-over-lines', '  "kind": "Event",'],
  ['json-over-lines', '  },'],
  ['utf-16', '{"kind":"Event"}'.split('').join('\0')],
  ['legacy', '2026-06-01T08:00:00Z AUDIT: id="c0" ip="192.0.2.1" method="GET" user="mia"'],
  ['linux-audit', 'type=SYSCALL msg=audit(1364481363.243:24287): arch=c000003e'],
  ['truncated', `${written.slice(0, 200)}[Truncated...]`],
  ['csv', `a,"${written.replaceAll('"', '""')}",b`],
  ['server-log', 'I0601 08:00:00.123456       1 trace.go:236] Trace[1]'],
  ['zeros', '\0\0\0'],
  ['container-line', '2026-06-01T08:00:00.1Z stdout P {"kind":"Ev'],
  ['damaged', written.slice(0, 100)],
  ['damaged', written.slice(0, -1)],
  ['no-event', '{"kind":"Pod"}'],
  ['not-json', 'hello'],
])('%s', async (reason, text) => {
  expect(whyLeftOut(text)).toBe(reason);
  expect((await digested(`${text}\n`, everything)).leftOut).toEqual([{ reason, lines: 1, before: 0 }]);
});

test.each<[string, string, number, string | null]>([
  ['after zero bytes', `\0\0\0${written}`, 1, 'partly'],
  ['after half an event', `${written.slice(0, 150)}${written}`, 1, 'partly'],
  ['after the end of one', `n":"x"}}${written}`, 1, 'partly'],
  ['before half an event', `${written}${written.slice(0, 150)}`, 1, 'partly'],
  ['one after the other', `${written}${written}${written}`, 3, null],
  ['with a comma', `${written},`, 1, null],
  ['after a host', `Jun  1 08:00:00 host kube-apiserver[12]: ${written}`, 1, null],
  ['after the name of a pod', `[pod/kube-apiserver-x/kube-apiserver] ${written}`, 1, null],
  ['after a file and a number', `audit.log:12:${written}`, 1, null],
  ['after a mark', `\uFEFF${written}`, 1, null],
  ['in a container line', `2026-06-01T08:00:00+02:00 stdout F ${written}`, 1, null],
  ['in a container line of the other stream', `2026-06-01T08:00:00+02:00 stderr F ${written}`, 0, 'container-line'],
])('an event %s', async (_where, text, events, reason) => {
  const leftOut = reason === null ? [] : [{ reason, lines: 1, before: 1 }];
  for (const end of ['\n', '\r\n', '']) {
    const log = `\n${text}${end}`;
    for (const fields of [{}, { user: ['alice'] }, { user: ['nobody-at-all'] }])
      expect(await digested(log, { ...everything, fields })).toEqual({ lines: 2, events, leftOut });
    expect(replayed(log)).toEqual({ lines: 2, events, leftOut });
  }
  const { stdout } = await runCli('logs a.log --user alice', { files: { 'a.log': text } });
  expect(stdout.split('\n').length - 1).toBe(events);
});

const filters: readonly Partial<FilterSpec>[] = [
  { fields: { user: ['alice'] } },
  { fields: { user: ['nobody'] } },
  { fields: { verb: ['delete'], namespace: ['shop'] } },
  { fields: { url: ['/api/v1/namespaces/other*'] } },
  { failed: true },
  { grep: [{ source: 'x', ignoreCase: false, negated: false }] },
];

test('whatever lines are mixed, no filter changes what is left out', async () => {
  const { random, rounds } = generated(7, 400);
  const other = line(auditEvent({ user: { username: 'mia' }, verb: 'list', annotations: { a: 'b"}}' } }));
  const anyEvent = (): string => random.pick([written, other]);
  const bodied = line(auditEvent({ level: 'Request', requestObject: { metadata: { name: 'oven' } }, annotations: {} }));
  const cut = (text: string): string => text.slice(0, random.below(text.length));
  const anyLine = (): string =>
    random.pick([
      anyEvent,
      anyEvent,
      () => cut(anyEvent()),
      () => anyEvent().slice(random.below(100)),
      () => cut(anyEvent()) + anyEvent(),
      () => '\0'.repeat(random.below(4)) + anyEvent(),
      () => `${cut(anyEvent())}\0\0${anyEvent().slice(200)}`,
      () => `${anyEvent()}${anyEvent()}`,
      () => bodied.slice(0, bodied.indexOf('"}}') + 3),
      () => inText(random.pick(['log', 'message'])),
      () => `2026-06-01T08:00:00Z ${random.pick(['stdout', 'stderr'])} ${random.pick(['F', 'P'])} ${anyEvent()}`,
      () => random.pick(['', ' ', '{}', '{"a":1}', 'x', '[', `[${anyEvent()}]`]),
    ])();
  for (let round = 0; round < rounds; round += 1) {
    const lines = Array.from({ length: 1 + random.below(8) }, () => anyLine() + random.pick(['', '', '\r']));
    const log = lines.join('\n') + random.pick(['', '\n']);
    const expected = await digested(log, everything);
    for (const filter of filters) expect(await digested(log, { ...everything, ...filter }), log).toEqual(expected);
    expect(replayed(log), log).toEqual(expected);
  }
});

async function digested(log: string, filter: FilterSpec): Promise<Seen> {
  const digest = await createDigester({ ...jsonSettings, filter }, within);
  return digest([Buffer.from(log)], 0).seen;
}

function replayed(log: string): Seen {
  const { policy } = loadPolicy('apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n');
  if (policy === undefined) throw new Error('refused');
  const replayer = new Replayer(policy);
  replayer.lines(Buffer.from(log));
  return replayer.takeSeen();
}

test.each(['', 'x', '{'])('many short lines are read in time that grows with their number: %j', async (text) => {
  const lines = 300_000;
  const seen = await digested(`${text}\n`.repeat(lines), everything);
  expect(seen).toMatchObject({ lines, events: 0 });
  expect(replayed(`${text}\n`.repeat(lines))).toEqual(seen);
});

test('lines that are too long have their numbers, as those after them, whatever filter is given', async () => {
  const long = 'x'.repeat(50_000);
  const log = [
    written,
    line({ ...event, requestObject: long, stageTimestamp: event.stageTimestamp }),
    'rubbish that is no JSON',
    long,
    line({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items: [event, long] }),
    `${'\0'.repeat(long.length)}${line({ ...event, auditID: 'after-a-hole' })}`,
    'rubbish again, without any event',
    line({ ...event, auditID: 'last' }),
  ].join('\n');
  const lines = new LineBlocks({ longest: 30_000 });
  const parts: Uint8Array[] = [];
  for (let at = 0; at < log.length; at += 4096) parts.push(...lines.parts(Buffer.from(log.slice(at, at + 4096))));
  const read = Buffer.concat([...parts, lines.end() ?? Buffer.of()]).toString();
  const about = `alice delete pods shop/web-1, auditID ${event.auditID}`;
  const seen = {
    lines: 8,
    events: 4,
    leftOut: [
      { reason: 'overlong', lines: 2, before: 1, about },
      { reason: 'not-json', lines: 2, before: 2 },
      { reason: 'event-list', lines: 1, before: 4 },
      { reason: 'partly', lines: 1, before: 5 },
    ],
  };
  for (const fields of [{}, { user: ['nobody-at-all'] }, { verb: ['create'] }])
    expect(await digested(read, { ...everything, fields })).toEqual(seen);
  const { leftOut, ...rest } = replayed(read);
  expect(rest).toEqual({ lines: 8, events: 4 });
  const withoutObject = leftOut.map(({ reason, lines: some, before }) => ({ reason, lines: some, before }));
  expect(withoutObject).toEqual(
    seen.leftOut.map(({ reason, lines: some, before }) => ({ reason, lines: some, before })),
  );
});

test.each<[string, string]>([
  ['a bad escape in the address', written.replace('"requestURI":"/', String.raw`"requestURI":"\q`)],
  ['a bad escape in the name of the user', written.replace('alice', String.raw`\q`)],
  ['no JSON', 'hello'],
])('replay --fail-on and explain --event end with 3 on a log without any event: %s', async (_what, text) => {
  const files = { 'a.log': `${text}\n` };
  for (const command of ['replay --policy metadata --fail-on lost', 'explain metadata --event']) {
    const { code, stderr } = await runCli(`policy ${command} a.log`, { files });
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('is an audit event') });
  }
});

test.each(['x', '"', '\\', 'é'])('replay reads an address and a user of millions of characters: %s', (character) => {
  const long = character.repeat(4_300_000);
  const log = [{ requestURI: `/${long}` }, { user: { username: long } }].map((changes) =>
    line({ ...event, ...changes }),
  );
  expect(replayed(log.join('\n'))).toEqual({ lines: 2, events: 2, leftOut: [] });
});
