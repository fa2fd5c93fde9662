// A stream from a node that is cut after any byte: what the next one gives, from the position on, completes it exactly.
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { LogPlace } from '../../src/node/log-place.ts';
import { everything, resume, scriptArgv, type Start } from '../../src/logs/script-call.ts';
import { ScriptOutput, type Piece } from '../../src/logs/script-output.ts';
import { all, tempDir } from './kit.ts';

function output(place: LogPlace, start: Start): Buffer {
  const [program = '', ...args] = scriptArgv(place, 'once', start);
  return execFileSync(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

const linesIn = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => (piece.type === 'lines' ? Buffer.from(piece.block).toString() : '')).join('');

/** Cuts the output after each of its bytes, and continues. */
function expectNothingLost(place: LogPlace, lines: string): void {
  const whole = output(place, everything(place, all));
  // The output depends on nothing but the place to start from.
  const outputs = new Map<string, Buffer>();
  expect(linesIn(new ScriptOutput(false).push(whole)).replaceAll(/^\n/gm, '')).toBe(lines);
  for (let at = 0; at <= whole.length; at += 1) {
    const before = new ScriptOutput(false);
    const first = before.push(whole.subarray(0, at));
    const { position } = before;
    const start = position === null ? everything(place, all) : resume(position);
    const key = start.join('\n');
    const given = outputs.get(key) ?? output(place, start);
    outputs.set(key, given);
    const rest = new ScriptOutput(false).push(given);
    expect(`${linesIn(first)}${linesIn(rest)}`.replaceAll(/^\n/gm, ''), `cut after ${at} bytes`).toBe(lines);
    expect(rest.map(({ type }) => type)).not.toContain('lost');
  }
}

const SECOND = 'a-2026-11-21T08-00-00';

test('the log of the first server', () => {
  using dir = tempDir();
  writeFileSync(`${dir.path}/${SECOND}.001.log`, '1\n22\n');
  writeFileSync(`${dir.path}/${SECOND},002.log`, 'second\n');
  writeFileSync(`${dir.path}/a.log`, '333\n4\n');
  expectNothingLost({ kind: 'file', path: `${dir.path}/a.log` }, '1\n22\n333\n4\n');
}, 30_000);

test('the logs of second servers, packed or rotated', () => {
  using dir = tempDir();
  writeFileSync(`${dir.path}/a.log`, 'first\n');
  writeFileSync(`${dir.path}/${SECOND},001.log.gz`, gzipSync('1\n22\n'));
  writeFileSync(`${dir.path}/${SECOND},002-2026-11-21T08-00-01.000.log`, '333\n');
  writeFileSync(`${dir.path}/${SECOND},002.log`, '4\n55\n');
  expectNothingLost({ kind: 'beside', path: `${dir.path}/a.log` }, '1\n22\n333\n4\n55\n');
}, 30_000);

test('the logs of containers, and what is kept of them', () => {
  using dir = tempDir();
  const line = (second: number, text: string): string => `2026-11-21T08:00:0${second}.5Z stdout F ${text}\n`;
  for (const pod of ['p_1', 'p_2']) mkdirSync(`${dir.path}/${pod}/kube-apiserver`, { recursive: true });
  const kept = `${dir.path}/${SECOND},001.log`;
  writeFileSync(kept, line(1, '1'));
  writeFileSync(`${dir.path}/p_1/kube-apiserver/0.log.20261121-080002.gz`, gzipSync(line(2, '2')));
  const both = `${dir.path}/p_1/kube-apiserver/0.log`;
  writeFileSync(both, line(3, '3'));
  utimesSync(both, 1e9, 1e9);
  linkSync(both, `${dir.path}/${SECOND},002.log`);
  const current = `${dir.path}/p_2/kube-apiserver/0.log`;
  writeFileSync(current, line(4, '4'));
  linkSync(current, `${dir.path}/${SECOND},003.log`);
  // A copy of what is still being written, not whole.
  writeFileSync(`${dir.path}/${SECOND},004.log`, readFileSync(current).subarray(0, 40));
  const lines = ['1', '2', '3', '4'].map((text, index) => line(index + 1, text)).join('');
  expectNothingLost({ kind: 'pods', path: `${dir.path}/p_`, kept: `${dir.path}/a.log` }, lines);
}, 30_000);
