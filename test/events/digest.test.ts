// Blocks to products: one line for each request, counts, sums, and what cannot be read.
import { expect, test } from 'vitest';
import type { AuditEvent } from '../../src/events/audit-event.ts';
import type { Product } from '../../src/events/collect.ts';
import { createDigester } from '../../src/events/digest.ts';
import { everything } from '../../src/events/filter.ts';
import { OpenRequests } from '../../src/events/requests.ts';
import { statisticsText, Statistics } from '../../src/events/statistics.ts';
import { percent, Tally, tallyTable } from '../../src/events/tally.ts';
import { painter } from '../../src/core/paint.ts';
import { within } from '../../src/io/within.ts';
import { auditEvent, block, line } from './kit.ts';

const plain = painter(false);
const json: Product = {
  kind: 'lines',
  look: { form: 'json', showSecrets: false, color: false, columns: null, time: 'absolute' },
};

async function digested(lines: readonly string[], product: Product = json, allStages = false) {
  const digest = await createDigester({ filter: everything, allStages, product }, within);
  const result = digest([block(...lines)], 0);
  return { ...result, text: Buffer.from(result.records.text).toString() };
}

function stages(text: string): string[] {
  return text
    .split('\n')
    .filter((each) => each !== '')
    .map((each) => JSON.parse(each) as AuditEvent)
    .map(({ auditID, stage }) => `${auditID} ${stage}`);
}

const received = (auditID: string, changes: Partial<AuditEvent> = {}): string =>
  line(
    auditEvent({
      auditID,
      stage: 'RequestReceived',
      responseStatus: {},
      stageTimestamp: '2026-11-21T08:09:51.500000Z',
      ...changes,
    }),
  );
const ended = (auditID: string, changes: Partial<AuditEvent> = {}): string => line(auditEvent({ auditID, ...changes }));

test('shows the end of a request, and a refusal before the user is known', async () => {
  const { text, opened } = await digested([
    received('a'),
    ended('a'),
    ended('b', { stage: 'ResponseStarted', user: {}, responseStatus: { code: 401 } }),
    received('c'),
    ended('c', { stage: 'Panic' }),
  ]);
  expect(stages(text)).toEqual(['a ResponseComplete', 'b ResponseStarted', 'c Panic']);
  expect(opened).toEqual([]);
});

test('keeps the last stage of what did not end, but no open watches', async () => {
  const { text, opened } = await digested([
    received('exec'),
    ended('exec', { stage: 'ResponseStarted', verb: 'create', responseStatus: { code: 101 } }),
    received('watch', { verb: 'watch' }),
    ended('watch', { verb: 'watch', stage: 'ResponseStarted' }),
    received('slow'),
  ]);
  expect(text).toBe('');
  expect(stages(opened.map(({ shown }) => Buffer.from(shown as Uint8Array).toString()).join(''))).toEqual([
    'exec ResponseStarted',
    'slow RequestReceived',
  ]);
});

test('a request that ends in a later block is closed there, also when it does not pass', async () => {
  const digest = await createDigester(
    { filter: { ...everything, fields: { code: ['!200'] } }, allStages: false, product: json },
    within,
  );
  const open = new OpenRequests();
  const first = digest([block(received('a'), received('b'))], 0);
  open.update(first.ended, first.opened);
  expect(open.size).toBe(2);
  const second = digest([block(ended('a'))], 0);
  open.update(second.ended, second.opened);
  expect(open.takeUntil(Infinity).map(({ key }) => key.split(' ')[0])).toEqual(['b']);
});

test('an auditID that a client uses twice makes two requests', async () => {
  const { opened } = await digested([
    received('x'),
    received('x', { requestReceivedTimestamp: '2026-11-21T08:09:52.000000Z' }),
  ]);
  expect(opened.length).toBe(2);
});

test('open requests use bounded memory; the oldest are dropped first', () => {
  const open = new OpenRequests<null>();
  const request = (number: number, bytes: number) => ({ key: String(number), time: number, shown: null, bytes });
  expect(open.update([], [request(1, 5e6), request(2, 5e6), request(3, 1)]).map(({ key }) => key)).toEqual(['1']);
  expect(open.close('1')).toBe(false);
});

test('all stages are shown when asked for', async () => {
  const { text } = await digested([received('a'), ended('a')], json, true);
  expect(stages(text)).toEqual(['a RequestReceived', 'a ResponseComplete']);
});

test('counts broken lines and continues; CRLF, a mark at the beginning and invalid UTF-8 are fine', async () => {
  const digest = await createDigester({ filter: everything, allStages: false, product: json }, within);
  const bytes = Buffer.concat([
    Buffer.from(`\uFEFF${ended('bom')}\r\n`),
    Buffer.from('{"half": \n\n  \nnull\n[]\n"text"\n{"kind":"Pod"}\n'),
    Buffer.from(ended('utf').replace('alice', '\u00FF'), 'latin1'),
    Buffer.from(`\n${ended('last')}`),
  ]);
  const { records, seen } = digest([bytes], 0);
  const text = Buffer.from(records.text);
  expect(seen.leftOut.reduce((sum, { lines }) => sum + lines, 0)).toBe(5);
  expect(text.toString().split('\n').length).toBe(4);
  expect(text.includes(0xff)).toBe(true);
  expect(text.includes('\r\n')).toBe(true);
});

test('writes YAML documents, the bodies of secrets hidden', async () => {
  const secret = auditEvent({
    level: 'RequestResponse',
    objectRef: { resource: 'secrets', namespace: 'shop', name: 'db' },
    requestObject: { data: { password: 'aHVudGVyMg==' } },
    annotations: { 'patch.webhook.admission.k8s.io/round_0_index_0': 'aHVudGVyMg==', kept: 'yes' },
  });
  const look = { form: 'yaml', showSecrets: false, color: false, columns: null, time: 'absolute' } as const;
  const hidden = await digested([line(secret)], { kind: 'lines', look });
  expect(hidden.text).toMatch(/^---\nkind: Event\n/);
  expect(hidden.text).toContain('requestObject: (hidden; --show-secrets shows it)');
  expect(hidden.text).toContain('kept: ');
  expect(hidden.text).not.toContain('aHVudGVyMg');
  const shown = await digested([line(secret)], { kind: 'lines', look: { ...look, showSecrets: true } });
  expect(shown.text).toContain('password: aHVudGVyMg==');
});

test.each([
  [
    { resource: 'serviceaccounts', subresource: 'token' },
    { kind: 'TokenRequest', status: { token: 'SECRET' } },
  ],
  [{ resource: 'tokenreviews', apiGroup: 'authentication.k8s.io' }, { spec: { token: 'SECRET' } }],
  [{ resource: 'secrets' }, [{ op: 'add', path: '/data/x', value: 'SECRET' }]],
  [
    { resource: 'things', apiGroup: 'example.com' },
    { kind: 'List', items: [{ kind: 'Secret', data: { x: 'SECRET' } }] },
  ],
])('hides the bodies of %j', async (objectRef, responseObject) => {
  const look = { form: 'yaml', showSecrets: false, color: false, columns: null, time: 'absolute' } as const;
  const { text } = await digested([line(auditEvent({ objectRef, responseObject }))], { kind: 'lines', look });
  expect(text).not.toContain('SECRET');
});

test('counts by a field, including what did not end', async () => {
  const { counts, opened } = await digested([ended('a'), ended('b', { verb: 'get' }), received('c')], {
    kind: 'top',
    by: 'verb',
  });
  expect(counts).toEqual([
    ['delete', 1],
    ['get', 1],
  ]);
  expect(opened.map(({ shown }) => shown)).toEqual(['delete']);
});

test('draws counts as a table with bars', () => {
  const tally = new Tally();
  tally.merge([
    ['get', 30],
    ['list', 10],
    ['\u001B[31m', 1],
    ['', 1],
  ]);
  expect(tallyTable(tally, 'verb', plain, 3).split('\n')).toEqual([
    'verb       events   share',
    'get            30   71.4%  ████████████████████████',
    'list           10   23.8%  ████████',
    '(none)          1    2.4%  ▊',
    '(1 other)       1    2.4%  ▊',
    '',
  ]);
  expect(tallyTable(new Tally(), 'verb', plain)).toBe('no events\n');
});

test('sums up', async () => {
  const slow = ended('a', {
    requestReceivedTimestamp: '2026-11-21T08:09:49.567123Z',
    responseStatus: { code: 403, reason: 'Forbidden' },
  });
  const { sums } = await digested([slow, ended('b'), ended('w', { verb: 'watch' })], { kind: 'stats' });
  const statistics = new Statistics();
  if (sums !== null) statistics.merge(sums);
  expect(statistics.sums()).toMatchObject({ events: 3, failed: 1 });
  expect(statistics.sums().slowest.map(({ ms }) => Math.round(ms))).toEqual([2000, 67]);
  const text = statisticsText(statistics.sums(), plain);
  expect(text).toContain('failed   1 (33.3%)');
  expect(text).toContain('slowest    2.00s  delete pods shop/web-1 by alice: 403 Forbidden');
});

async function statisticsOf(lines: readonly string[]): Promise<string> {
  const { sums } = await digested(lines, { kind: 'stats' });
  const statistics = new Statistics();
  if (sums !== null) statistics.merge(sums);
  return statisticsText(statistics.sums(), plain);
}

test('numbers of the statistics are rounded, and a rate is given where there is one', async () => {
  const at = (id: string, stageTimestamp: string | null): string =>
    ended(id, { stageTimestamp, requestReceivedTimestamp: stageTimestamp });
  const days = await statisticsOf([at('a', '2026-11-21T00:00:00Z'), at('b', '2026-11-22T00:00:00Z'), at('c', null)]);
  expect(days).toContain('\nno time  1 event\n');
  expect(days).toMatch(/\nfrom     2026-11-21T00:00:00.000Z\nto       2026-11-22T00:00:00.000Z {2}\(24h00m\)\n/);
  expect(days).toMatch(/\nrate     2\.0 events\/day, 1 B\/min\n/);
  const minute = await statisticsOf([at('a', '2026-11-21T00:00:00Z'), at('b', '2026-11-21T00:01:00Z')]);
  expect(minute).toMatch(/\nrate     2\.0 events\/min, /);
  const second = await statisticsOf([at('a', '2026-11-21T00:00:00Z'), at('b', '2026-11-21T00:00:01Z')]);
  expect(second).toMatch(/\nrate     2\.0 events\/s, /);
  for (const text of [days, minute, second]) expect(text).not.toMatch(/\.\d{2,} (?!Z)[A-Z]|\(\)/);
  expect(days).toMatch(/\nbytes    [\d.]+ (?:Ki)?B, \d+ B per event\n/);
});

test('statistics of events of one moment have no rate, and those without a time no moment', async () => {
  expect(await statisticsOf([ended('a')])).toMatch(/^events +1\nfrom .*\nto .*\nbytes /);
  const without = await statisticsOf([ended('a', { stageTimestamp: null }), ended('b', { stageTimestamp: null })]);
  expect(without).toMatch(/^events +2\nno time +2 events\nbytes /);
});

test('a share that is not all or nothing is not rounded to it', () => {
  const shares = [0, 0.0004, 0.001, 0.9991, 0.9996, 1].map(percent);
  expect(shares).toEqual(['  0.0%', ' <0.1%', '  0.1%', ' 99.9%', '>99.9%', '100.0%']);
});

test('JSON is byte for byte, and on a terminal the same values without what it obeys', async () => {
  const text = line(auditEvent({ userAgent: 'a\u009B31m\u202E', requestURI: '/é' }));
  const look = { form: 'json', showSecrets: false, color: false, columns: null, time: 'absolute' } as const;
  expect((await digested([text], { kind: 'lines', look })).text).toBe(`${text}\n`);
  const shown = await digested([text], { kind: 'lines', look: { ...look, columns: 80 } });
  expect(shown.text).toBe(`${text.replace('\u009B', '\\u009b').replace('\u202E', '\\u202e')}\n`);
});
