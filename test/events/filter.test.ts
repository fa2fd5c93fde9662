// Which events pass which filter, and that the test of bytes never rejects one that passes.
import { expect, test } from 'vitest';
import type { AuditEvent } from '../../src/events/audit-event.ts';
import { createDigester } from '../../src/events/digest.ts';
import { compileFilter, everything, type FilterSpec } from '../../src/events/filter.ts';
import { glob } from '../../src/events/glob.ts';
import { lineSearch } from '../../src/events/search/line-search.ts';
import { rawTest, type RawTest } from '../../src/events/search/raw-test.ts';
import { within } from '../../src/io/within.ts';
import { auditEvent, block, line } from './kit.ts';

type Fields = FilterSpec['fields'];
const passes = (spec: Partial<FilterSpec>, event: AuditEvent = auditEvent()): boolean =>
  compileFilter({ ...everything, ...spec })(event, line(event));

test.each<[string, string, boolean]>([
  ['abc', 'abc', true],
  ['abc', 'abcd', false],
  ['a*', 'a', true],
  ['*c', 'abc', true],
  ['a*c', 'ac', true],
  ['a*c', 'a', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'acb', false],
  ['aa*aa', 'aaa', false],
  ['*', '', true],
  ['a.c', 'abc', false],
])('glob %s against %s: %s', (pattern, text, expected) => {
  expect(glob(pattern)(text)).toBe(expected);
});

test('a glob with many stars is fast', () => {
  const started = performance.now();
  expect(glob(`${'a*'.repeat(40)}b`)('a'.repeat(5000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(500);
});

test.each<[Fields, boolean]>([
  [{ verb: ['delete'] }, true],
  [{ verb: ['get', 'delete'] }, true],
  [{ verb: ['!delete'] }, false],
  [{ verb: ['del*'] }, true],
  [{ verb: ['*', '!delete'] }, false],
  [{ user: ['system:*'] }, false],
  [{ user: ['!system:*'] }, true],
  [{ group: ['dev'] }, true],
  [{ group: ['!dev'] }, false],
  [{ as: ['*'] }, false],
  [{ as: ['!*'] }, true],
  [{ namespace: ['shop'], verb: ['get'] }, false],
  [{ namespace: [''] }, false],
  [{ resource: ['pods'] }, true],
  [{ resource: ['pods/*'] }, false],
  [{ resource: ['pods.'] }, true],
  [{ resource: ['pods.apps'] }, false],
  [{ object: ['web-*'] }, true],
  [{ level: ['Request'] }, false],
  [{ stage: ['!ResponseComplete'] }, false],
  [{ code: ['200'] }, true],
  [{ code: ['2xx'] }, true],
  [{ code: ['!2xx'] }, false],
  [{ sourceIp: ['10.1.*'] }, true],
  [{ sourceIp: ['!172.18.0.1'] }, false],
  [{ userAgent: ['kubectl'] }, true],
  [{ userAgent: ['*kubernetes/e1b5b6c'] }, true],
  [{ userAgent: ['!kubectl'] }, false],
  [{ url: ['/api/v1/*/pods/web-1'] }, true],
  [{ id: ['6b2f4f1c*'] }, true],
])('%j: %s', (fields, expected) => {
  expect(passes({ fields })).toBe(expected);
});

test('resources with groups and subresources', () => {
  const scale = auditEvent({ objectRef: { resource: 'deployments', apiGroup: 'apps', subresource: 'scale' } });
  const matching = ['deployments/scale', 'deployments.apps/scale', '*/scale', '*.apps/scale', 'dep*', 'deployments/*'];
  for (const pattern of matching)
    expect([pattern, passes({ fields: { resource: [pattern] } }, scale)]).toEqual([pattern, true]);
  for (const pattern of ['deployments', 'deployments.apps', 'deployments.batch/scale', 'scale'])
    expect([pattern, passes({ fields: { resource: [pattern] } }, scale)]).toEqual([pattern, false]);
  expect(passes({ fields: { resource: ['!pods'] } }, auditEvent({ objectRef: {} }))).toBe(true);
});

test('a URL with or without its query, escaped or not', () => {
  const list = auditEvent({ requestURI: '/api/v1/pods?limit=500&watch=true' });
  for (const url of ['/api/v1/pods', '/api/v1/pods?limit=500&watch=true', '*&watch=true'])
    expect([url, passes({ fields: { url: [url] } }, list)]).toEqual([url, true]);
  expect(passes({ grep: [{ source: 'limit=500&w', ignoreCase: false, negated: false }] }, list)).toBe(true);
  expect(passes({ grep: [{ source: 'LIMIT=500.u0026', ignoreCase: true, negated: false }] }, list)).toBe(true);
  expect(passes({ grep: [{ source: 'limit=500&w', ignoreCase: false, negated: true }] }, list)).toBe(false);
});

test('failures, durations and moments', () => {
  const at = Date.parse('2026-11-21T08:09:51.567Z');
  expect(passes({ failed: true })).toBe(false);
  expect(passes({ failed: true }, auditEvent({ responseStatus: { code: 409 } }))).toBe(true);
  expect(passes({ failed: true }, auditEvent({ stage: 'Panic' }))).toBe(true);
  expect([passes({ slowerThan: 67 }), passes({ slowerThan: 68 })]).toEqual([true, false]);
  expect([passes({ since: at }), passes({ since: at + 1 })]).toEqual([true, false]);
  expect([passes({ until: at + 1 }), passes({ until: at })]).toEqual([true, false]);
  expect(passes({ since: 0 }, auditEvent({ stageTimestamp: null }))).toBe(false);
});

const rejecting: readonly Fields[] = [
  { verb: ['delete'] },
  { verb: ['delete', 'deletecollection'] },
  { user: ['system:serviceaccount:ci:*'] },
  { url: ['/api/v1/pods?limit=500&x=<y>'] },
  { url: ['/openapi*'] },
  { resource: ['deployments.apps/scale'] },
  { userAgent: ['kubectl "x" ü'] },
  { namespace: ['kube-*'], object: ['coredns'] },
  { object: ['alpha b\\c'] },
];

/** Every value that the filters ask for, and some near misses, in every field. */
function manyEvents(): AuditEvent[] {
  const texts = [
    'delete',
    'deletecollection',
    'get',
    'system:serviceaccount:ci:x',
    'kube-system',
    'coredns',
    'alpha b\\c',
    'alpha b',
    '',
  ];
  const urls = ['/api/v1/pods?limit=500&x=<y>', '/api/v1/pods', '/openapi/v3', '/x'];
  const agents = ['kubectl "x" ü', 'kubectl', 'a kubectl "x" üb'];
  return texts.flatMap((text) =>
    urls.flatMap((requestURI) =>
      agents.map((userAgent) =>
        auditEvent({
          verb: text,
          user: { username: text },
          requestURI,
          userAgent,
          objectRef: {
            resource: 'deployments',
            apiGroup: 'apps',
            subresource: 'scale',
            namespace: 'kube-x',
            name: text,
          },
        }),
      ),
    ),
  );
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Encoders differ: everything as an escape, spaces between, "/" as "\/". */
const encoders: readonly ((event: AuditEvent) => string)[] = [
  line,
  (event) => JSON.stringify(event),
  (event) => JSON.stringify(event, null, 1).replaceAll('\n', ' '),
  (event) => line(event).replaceAll('/', '\\/'),
  (event) => line(event).replaceAll(/"[^"\\]*"/g, (text) => `"${text.slice(1, -1).replaceAll(/./gs, escaped)}"`),
  (event) =>
    JSON.stringify(event)
      .replaceAll('e', String.raw`\u0065`)
      .replaceAll('o', String.raw`\u006F`),
];

/** The lines that a search visits, in its order. */
function visitedLines(test: RawTest | null, bytes: Buffer): readonly string[] {
  const search = test === null ? null : lineSearch(test);
  if (search === null) throw new Error('there is a search for it');
  const visited: string[] = [];
  search(
    bytes,
    (start, end) => visited.push(bytes.toString('utf8', start, end)),
    () => undefined,
  );
  return visited;
}

test.each(rejecting)('bytes reject nothing that passes %j', (fields) => {
  const spec = { ...everything, fields };
  const raw = rawTest(spec);
  if (raw === null) throw new Error('there is a test of bytes for it');
  const filter = compileFilter(spec);
  for (const encode of encoders) {
    const lines = manyEvents().map(encode);
    const bytes = block(...lines);
    const visited = new Set(visitedLines(raw, bytes));
    const wanted = lines.flatMap((text, index) => {
      try {
        return filter(JSON.parse(text) as AuditEvent, text) ? [index] : [];
      } catch {
        return [];
      }
    });
    expect(wanted.filter((index) => !visited.has(lines[index] ?? ''))).toEqual([]);
  }
});

test('bytes do reject most lines, and whole lines are given byte for byte', async () => {
  const lines = Array.from({ length: 500 }, (_, index) =>
    line(auditEvent({ auditID: `id-${index}`, verb: index === 250 ? 'delete' : 'list', requestURI: '/a?b=1&c=2' })),
  );
  const spec = { ...everything, fields: { verb: ['delete'] } };
  expect(visitedLines(rawTest(spec), block(...lines))).toEqual([lines[250]]);
  const look = { form: 'json', showSecrets: false, color: false, columns: null, time: 'absolute' } as const;
  const digest = await createDigester({ filter: spec, allStages: false, product: { kind: 'lines', look } }, within);
  const { records, seen } = digest([block(...lines, 'no json', '')], 0);
  expect(Buffer.from(records.text).toString()).toBe(`${lines[250]}\n`);
  expect(seen).toEqual({
    lines: lines.length + 2,
    events: lines.length,
    leftOut: [{ reason: 'not-json', lines: 1, before: lines.length }],
  });
});

test('where bytes cannot decide there is no test of bytes', () => {
  for (const fields of [
    {},
    { verb: ['!delete'] },
    { verb: ['get'], code: ['403'] },
    { namespace: [''] },
    { user: ['a*b'] },
  ])
    expect([fields, rawTest({ ...everything, fields })?.texts.map(String) ?? null]).toEqual([
      fields,
      fields.verb?.[0] === 'get' ? ['get"'] : null,
    ]);
});
