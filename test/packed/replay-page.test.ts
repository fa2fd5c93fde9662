// The page of `policy replay --html` in a real browser: charts, figures, looks, and hostile names.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { ReplayResult } from '../../src/index.ts';
import { openPage, type Page } from './kit/browser.ts';
import { run } from './kit/run.ts';

const dir = mkdtempSync(join(tmpdir(), 'kind-audit-page-'));
const program = join(inject('installed'), 'node_modules/.bin/kind-audit');
const file = join(dir, 'report.html');

const hostile = [
  `</script><img src="https://example.com/x" onerror="document.title = 'broken in'">`,
  `"><svg onload="document.title = 'broken in'">`,
  `</style></title><script>document.title = 'broken in'</script>`,
  `&lt;b&gt; & 'quotes'`,
];
const users = [...hostile, 'jane', 'system:kube-scheduler', `system:serviceaccount:app:${'long-'.repeat(40)}`];

/** Two days of requests; some changes have their bodies. */
function logText(): string {
  const events = Array.from({ length: 1500 }, (_, index) => {
    const moment = new Date(Date.UTC(2026, 10, 20) + index * 115_000).toISOString().replace('Z', '000Z');
    const verb = ['get', 'create', 'list'][index % 3];
    const hasBody = verb === 'create' && index % 5 < 2;
    return JSON.stringify({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: hasBody ? 'Request' : 'Metadata',
      auditID: `id-${index}`,
      stage: 'ResponseComplete',
      requestURI: `/api/v1/namespaces/x/${['pods', 'secrets', 'events', 'widgets'][index % 4]}`,
      verb,
      user: { username: users[index % users.length], groups: ['system:authenticated'] },
      ...(hasBody ? { requestObject: { spec: 'x'.repeat(300) } } : {}),
      requestReceivedTimestamp: moment,
      stageTimestamp: moment,
    });
  });
  return `${events.join('\n')}\n`;
}

let report: ReplayResult;
let page: Page;

beforeAll(async () => {
  writeFileSync(join(dir, '<u>audit&amp;.log'), logText());
  const args = ['policy', 'replay', '--policy', 'gce', '--html', file, '--log-max-size', '10', '-o', 'json'];
  const ran = await run([program, ...args, '<u>audit&amp;.log'], { cwd: dir });
  expect(ran, ran.stderr).toMatchObject({ code: 0, stderr: '' });
  report = JSON.parse(ran.stdout) as ReplayResult;
  page = await openPage(pathToFileURL(file).href);
});
afterAll(async () => {
  await page[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

/** The texts of elements, as a person sees them. */
const texts = (selector: string): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((element) => element.innerText)`);

/** The table below a heading: a row of texts for each of its rows. */
const table = (heading: string): Promise<string[][]> =>
  page.evaluate(`(() => {
    const found = [...document.querySelectorAll('h2')].find(({ innerText }) => innerText === ${JSON.stringify(heading)});
    return [...found.nextElementSibling.tBodies[0].rows].map(({ cells }) => [...cells].map(({ innerText }) => innerText));
  })()`);

test('it asks for nothing, and the console stays empty', () => {
  expect(page.requests).toEqual([pathToFileURL(file).href]);
  expect(page.console).toEqual([]);
});

test('its figures are those of -o json', async () => {
  const { events, kept, dropped, raised, lowered } = report.total;
  expect(events).toBe(1500);
  expect(Math.min(dropped, raised, lowered)).toBeGreaterThan(0);
  expect(await texts('.figures tbody tr:first-child td')).toEqual([String(events), String(kept)]);
  expect(await texts('.figures tbody th')).toEqual(['events', 'size', 'an hour', 'the rotated files reach back']);
  const sameness = `${kept - raised - lowered} stay the same`;
  expect((await texts('main > p'))[0]).toBe(
    `Of the events ${dropped} are dropped, ${raised} raised, ${lowered} lowered, and ${sameness}.`,
  );
  for (const [heading, sums] of [
    ['By resource', report.resources],
    ['By user', report.users],
  ] as const) {
    expect(
      (await table(heading)).map(([name, _bar, _before, _after, ...counts]) => [name, ...counts.map(Number)]),
    ).toEqual(sums.map((sum) => [sum.key, sum.events, sum.dropped, sum.raised, sum.lowered]));
  }
  const rules = await table('By rule of the new policy');
  expect(rules.map(([name]) => /^rule \d+/.exec(name ?? '')?.[0])).toEqual(report.rules.map(({ key }) => key));
  expect(rules.map(([name]) => name)).toContain('rule 14 Metadata: Bodies here would put secrets into the log');
});

test('hostile names are shown as text', async () => {
  const shown = (await table('By user')).map(([name]) => name);
  for (const name of hostile) expect(shown).toContain(name);
  expect(await texts('h1')).toEqual(['<u>audit&amp;.log under preset gce']);
  expect(await page.evaluate('document.title')).toBe('<u>audit&amp;.log under preset gce');
  expect(await page.evaluate("document.querySelectorAll('img, script, u, b, [onload], [onerror]').length")).toBe(0);
});

interface Rect {
  kind: string;
  width: number;
  height: number;
}

/** The rectangles of a chart, as large as they are painted. */
const rects = (selector: string): Promise<Rect[][]> =>
  page.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((chart) =>
    [...chart.querySelectorAll('rect')].map((rect) => {
      const { width, height } = rect.getBoundingClientRect();
      return { kind: rect.getAttribute('class'), width, height };
    }))`);

test.each([
  { width: 1200, scheme: 'light' },
  { width: 1200, scheme: 'dark' },
  { width: 390, scheme: 'light' },
] as const)('its charts are right, and it fits: $width points, $scheme', async (looks) => {
  await page.show(looks);
  const bars = await rects('.bar svg');
  const sums = [...report.rules, ...report.resources, ...report.users];
  expect(bars).toHaveLength(sums.length);
  const groups = [report.rules, report.resources, report.users];
  let at = 0;
  for (const group of groups) {
    const top = Math.max(...group.map(({ bytes, keptBytes }) => Math.max(bytes, keptBytes)));
    const full = await page.evaluate<number>(
      `document.querySelectorAll('.bar svg')[${at}].getBoundingClientRect().width`,
    );
    expect(full).toBeGreaterThan(100);
    for (const { bytes, keptBytes } of group) {
      const [stays, rest] = bars[at] ?? [];
      expect(stays?.width).toBeCloseTo((Math.min(bytes, keptBytes) / top) * full, 0);
      expect(rest?.width).toBeCloseTo((Math.abs(bytes - keptBytes) / top) * full, 0);
      expect(rest?.kind).toBe(bytes > keptBytes ? 'goes' : 'comes');
      at += 1;
    }
  }
  const [hours = []] = await rects('.hours');
  expect(hours).toHaveLength(2 * report.hours.length);
  expect(Math.max(...hours.map(({ height }) => height))).toBeGreaterThan(20);
  // Nothing has to be scrolled sideways.
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(looks.width);
  const colours = await page.evaluate<string[]>(
    `['backgroundColor', 'color'].map((name) => getComputedStyle(document.body)[name])`,
  );
  const [paper = 0, ink = 0] = colours.map((colour) => Number(/\d+/.exec(colour)?.[0]));
  expect(looks.scheme === 'light' ? paper - ink : ink - paper).toBeGreaterThan(150);
});
