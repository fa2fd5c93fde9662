// Code frames: the marker under the place, and a bound on what a hostile file makes of them.
import { expect, test } from 'vitest';
import { codeFrame, codeFrames } from '../../src/core/code-frame.ts';
import { diagnosticAt, type Diagnostic } from '../../src/core/diagnostic.ts';
import { painter } from '../../src/core/paint.ts';

const plain = painter(false);
const at = (text: string, start: number, end: number, severity: 'error' | 'warning' = 'warning'): Diagnostic =>
  diagnosticAt(text, { start, end }, { id: 'level', severity, message: 'wrong' });

test('a short line is shown whole', () => {
  const text = 'rules:\n- level: all\n';
  expect(codeFrame('p.yaml', text, at(text, 16, 19), plain)).toBe(
    'p.yaml:2:10: warning: wrong [level]\n2 | - level: all\n  |          ^^^',
  );
});

test.each([0, 30, 1000, 49_990])(
  'a long line is cut around column %i, and the marker stands under the place',
  (start) => {
    const text = `${'a'.repeat(start)}WRONG${'b'.repeat(50_000 - start)}`;
    const [, source = '', marker = ''] = codeFrame('p.json', text, at(text, start, start + 5), plain).split('\n');
    expect(source.length).toBeLessThan(220);
    expect(source.slice(marker.indexOf('^'), marker.lastIndexOf('^') + 1)).toBe('WRONG');
  },
);

test('a place that goes on beyond what is shown, and a very long message', () => {
  const text = 'x'.repeat(50_000);
  const frame = codeFrame('p.json', text, { ...at(text, 10, 40_000), message: 'y'.repeat(100_000) }, plain);
  expect(frame.length).toBeLessThan(5000);
});

test('of very many diagnostics the errors come first, and the rest is counted', () => {
  const text = 'a\n'.repeat(500);
  const warnings = Array.from({ length: 300 }, (_, index) => at(text, index * 2, index * 2 + 1));
  const all = [...warnings, at(text, 800, 801, 'error')];
  const frames = codeFrames('p.yaml', text, all, plain);
  expect(frames).toHaveLength(101);
  expect(frames.some((frame) => frame.includes('error: wrong'))).toBe(true);
  expect(frames.at(-1)).toBe('p.yaml: and 201 more');
});
