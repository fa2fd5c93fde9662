// Durations, sizes, quoting, nearest words, code frames: how things read.
import { expect, test } from 'vitest';
import { formatBytes } from '../../src/core/byte-size.ts';
import { codeFrame } from '../../src/core/code-frame.ts';
import { cutToWidth } from '../../src/core/display-width.ts';
import { commandFailed } from '../../src/core/command-failed.ts';
import { diagnosticAt } from '../../src/core/diagnostic.ts';
import { formatDuration, parseDuration } from '../../src/core/duration.ts';
import { worstStatus } from '../../src/core/finding.ts';
import { nearest } from '../../src/core/nearest.ts';
import { painter } from '../../src/core/paint.ts';
import { pasteable } from '../../src/core/shell-quote.ts';

test.each([
  ['0', 0],
  ['90s', 90_000],
  ['1m30s', 90_000],
  ['1.5h', 5_400_000],
  ['250ms', 250],
  ['90', null],
  ['s', null],
  ['-1s', null],
  ['', null],
])('parses the duration %j', (text, ms) => expect(parseDuration(text)).toBe(ms));

test.each([
  [340.4, '340 ms'],
  [12_345, '12.3 s'],
  [999.7, '1.0 s'],
  [59_960, '1 min 00 s'],
  [125_000, '2 min 05 s'],
])('formats %d ms', (ms, text) => expect(formatDuration(ms)).toBe(text));

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [948.3129462160875, '948 B'],
  [1023.6, '1.0 KiB'],
  [1024 ** 2 - 1, '1.0 MiB'],
  [1536, '1.5 KiB'],
  [5 * 1024 ** 3, '5.0 GiB'],
])('formats %d bytes', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test('quotes for a shell only what needs it', () => {
  expect(pasteable(['kind', 'a b', "it's", '$HOME', '/x.yaml'])).toBe(`kind 'a b' 'it'\\''s' '$HOME' /x.yaml`);
});

test.each([
  ['Metdata', 'Metadata'],
  ['requestresponse', 'RequestResponse'],
  ['banana', null],
])('nearest to %s', (word, expected) => expect(nearest(word, ['None', 'Metadata', 'RequestResponse'])).toBe(expected));

test('the worst status wins', () => {
  expect(worstStatus(['ok', 'warn', 'skip'])).toBe('warn');
  expect(worstStatus(['ok', 'fail', 'warn'])).toBe('fail');
  expect(worstStatus([])).toBe('skip');
});

test('a code frame points at the place', () => {
  const text = 'rules:\n- level: Metdata\n';
  const start = text.indexOf('Metdata');
  const remark = { id: 'level', severity: 'error', message: 'not a level', help: 'did you mean Metadata?' } as const;
  const diagnostic = diagnosticAt(text, { start, end: start + 7 }, remark);
  expect(codeFrame('p.yaml', text, diagnostic, painter(false))).toBe(
    [
      'p.yaml:2:10: error: not a level [level]',
      '2 | - level: Metdata',
      '  |          ^^^^^^^',
      '  = did you mean Metadata?',
    ].join('\n'),
  );
});

test.each([
  ['wide characters', 'name: 監査', 'x', 10, 1],
  ['combining characters', 'e\u0301te\u0301: ', 'x', 5, 1],
  ['an emoji', '🔌 ', 'x', 3, 1],
  ['a tab', 'a:\t', 'x', 3, 1],
  ['a control character', 'a\u0007', 'x', 2, 1],
  ['nothing', '', '監査🔌', 0, 6],
  ['nothing, and an end that is one with the start', '', '', 0, 1],
])('the marker of a code frame stands under the place, also after %s', (_name, before, marked, cells, length) => {
  const text = `${before}${marked}`;
  const remark = { id: 'x', severity: 'error', message: 'no' } as const;
  const frame = codeFrame(
    'p',
    text,
    diagnosticAt(text, { start: before.length, end: text.length }, remark),
    painter(false),
  );
  expect(frame.split('\n')[2]).toBe(`  | ${' '.repeat(cells)}${'^'.repeat(length)}`);
});

test('a marker over several lines ends with its first', () => {
  const text = 'a: [1,\n2]';
  const remark = { id: 'x', severity: 'error', message: 'no' } as const;
  const frame = codeFrame('p', text, diagnosticAt(text, { start: 3, end: text.length }, remark), painter(false));
  expect(frame.split('\n')[2]).toBe('  |    ^^^');
});

test.each([
  ['abc', 3, 'abc'],
  ['abc', 2, 'ab'],
  ['監査', 3, '監'],
  ['e\u0301te\u0301', 2, 'e\u0301t'],
  ['👩‍🚀x', 2, '👩‍🚀'],
  ['👩‍🚀x', 1, ''],
])('%s cut to %d cells', (text, cells, cut) => expect(cutToWidth(text, cells)).toBe(cut));

test('a failed command shows its line and the end of its output', () => {
  const ran = { argv: ['kind', 'x y'], exitCode: 1, stdout: '', stderr: 'it broke\n', missing: false, timedOut: false };
  const problem = commandFailed(ran, 'cannot do it', 'do that');
  expect(problem.message).toBe('cannot do it: kind ended with 1');
  expect(problem.details).toBe("$ kind 'x y'\nit broke");
  expect(problem.hint).toBe('do that');
  expect(commandFailed({ ...ran, missing: true }, 'cannot do it').code).toBe('tool-missing');
});
