// The reporters: one union of events, shown as lines, as JSON, and as a live list.
import { expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import { painter } from '../../src/core/paint.ts';
import { jsonReporter } from '../../src/report/json.ts';
import { linesReporter } from '../../src/report/lines.ts';
import { screenReporter } from '../../src/report/screen.ts';
import { fakeTerminal } from '../kit/terminal.ts';

const run: readonly Event[] = [
  {
    type: 'plan',
    steps: [
      { id: 'a', title: 'First' },
      { id: 'b', title: 'Second' },
      { id: 'c', title: 'Third' },
    ],
  },
  { type: 'step-started', id: 'a', title: 'First' },
  { type: 'step-progress', id: 'a', text: 'half way' },
  { type: 'note', level: 'warn', text: 'careful' },
  { type: 'step-done', id: 'a', title: 'First', ms: 1200, text: 'well' },
  { type: 'step-started', id: 'b', title: 'Second' },
  { type: 'step-failed', id: 'b', title: 'Second', ms: 5, text: 'broke' },
  { type: 'undo-started', id: 'a', title: 'First' },
  { type: 'undo-done', id: 'a', title: 'First' },
  { type: 'plan-ended' },
  {
    type: 'problem',
    code: 'command-failed',
    text: 'it broke',
    details: 'line 1\nline 2',
    hint: 'do this',
    exitCode: 3,
  },
];

function lines(verbose: boolean): string {
  let text = '';
  const report = linesReporter(
    (part) => (text += part),
    painter(false),
    verbose,
    () => 0,
  );
  for (const event of run) report(event);
  return text;
}

test('lines: the progress of a long step is reported every 15 s', () => {
  let [text, now] = ['', 0];
  const report = linesReporter(
    (part) => (text += part),
    painter(false),
    false,
    () => now,
  );
  report({ type: 'step-started', id: 'a', title: 'First' });
  for (now = 1000; now <= 40_000; now += 1000) report({ type: 'step-progress', id: 'a', text: `after ${now} ms` });
  expect(text).toBe('• First …\n    after 15000 ms\n    after 30000 ms\n');
});

test('lines', () => {
  expect(lines(false)).toBe(
    [
      '• First …',
      'warning: careful',
      '✓ First: well (1.2 s)',
      '• Second …',
      '✗ Second (5 ms)',
      '↶ undoing: First …',
      '↶ undone: First',
      'error: it broke',
      '  line 1',
      '  line 2',
      'next: do this',
      '',
    ].join('\n'),
  );
});

test('lines with everything', () => expect(lines(true)).toContain('    half way\n'));

test('JSON: what is done and what went wrong, one document on a line; the rest is for people', () => {
  const written: string[] = [];
  const told: string[] = [];
  const report = jsonReporter(
    (text) => written.push(text),
    () => new Date(0),
    ({ type }) => told.push(type),
  );
  for (const event of run) report(event);
  for (const line of written) expect(line).toMatch(/^\{.*\}\n$/);
  const documents = written.map((line) => JSON.parse(line) as { schema: string; type?: string });
  expect(documents.map(({ schema, type }) => type ?? schema)).toEqual([
    ...run.map(({ type }) => type).filter((type) => type !== 'note' && type !== 'problem'),
    'kind-audit.problem/v1',
  ]);
  expect(told).toEqual(['note', 'problem']);
  const time = '1970-01-01T00:00:00.000Z';
  const done = { type: 'step-done', id: 'a', title: 'First', ms: 1200, text: 'well' };
  expect(documents[3]).toEqual({ schema: 'kind-audit.event/v1', time, ...done });
  expect(documents.at(-1)).toEqual({
    schema: 'kind-audit.problem/v1',
    time,
    code: 'command-failed',
    text: 'it broke',
    details: 'line 1\nline 2',
    hint: 'do this',
    exitCode: 3,
  });
});

test('the live list ends in order: rows, then what was reported in the meantime, then the problem', async () => {
  const { stream, text } = fakeTerminal();
  const { report, finished } = screenReporter(stream, painter(false), () => 0);
  for (const event of run) {
    report(event);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await finished();
  const shown = text().slice(text().lastIndexOf('✔ First'));
  expect(shown).toMatch(/✔ First: well \[1\.2 s\]/);
  const order = ['Second', 'warning: careful', 'undone: First', 'error: it broke', 'next: do this'].map((part) =>
    shown.indexOf(part),
  );
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(order[0]).toBeGreaterThan(0);
  expect(text()).toContain('half way');
});

test('the list leaves no signal listeners: main.ts handles Ctrl-C', async () => {
  const { stream } = fakeTerminal();
  const before = process.listenerCount('SIGINT');
  const { report, finished } = screenReporter(stream, painter(false), () => 0);
  report({ type: 'plan', steps: [{ id: 'a', title: 'First' }] });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(process.listenerCount('SIGINT')).toBe(before);
  report({ type: 'plan-ended' });
  await finished();
});

test('progress is one line that is written over, cut to the terminal, and gone before anything else', async () => {
  const { stream, text } = fakeTerminal();
  const { report, finished } = screenReporter(stream, painter(false), () => 0);
  report({ type: 'progress', text: null });
  report({ type: 'progress', text: 'read 1 B' });
  report({ type: 'progress', text: 'x'.repeat(200) });
  report({ type: 'progress', text: '監'.repeat(100) });
  report({ type: 'note', level: 'warn', text: 'careful' });
  await finished();
  report({ type: 'progress', text: 'read 2 B' });
  await finished();
  const clear = '\r\u001B[2K';
  const cut = ['x'.repeat(99), '監'.repeat(49)];
  expect(text()).toBe(['', 'read 1 B', ...cut, 'warning: careful\n', 'read 2 B', ''].join(clear));
});

test('progress is not drawn next to a pager, and reported as a line only after a long silence', () => {
  const { stream, text } = fakeTerminal();
  screenReporter(stream, painter(false), () => 0, false).report({ type: 'progress', text: 'read 1 B' });
  expect(text()).toBe('');
  let now = 0;
  let written = '';
  const report = linesReporter(
    (line) => (written += line),
    painter(false),
    false,
    () => now,
  );
  for (now of [1000, 14_999, 15_000, 16_000]) report({ type: 'progress', text: `read ${now} B` });
  report({ type: 'progress', text: null });
  expect(written).toBe('read 15000 B\n');
});
