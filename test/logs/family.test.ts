// Names of rotated files, and which files belong together.
import { expect, test } from 'vitest';
import { firstLogOf, rotatedName, secondLogName } from '../../src/kind/log-names.ts';
import { families, isClosed, logName, rotatedAt } from '../../src/logs/family.ts';

const stamp = '2026-11-21T08-09-51.567';
const second = '/l/audit-2026-11-21T08-09-51,567.log';

test.each([
  ['/l/audit.log', '/l/audit.log', null],
  [`/l/audit-${stamp}.log`, '/l/audit.log', stamp],
  [`/l/audit-${stamp}.log.gz`, '/l/audit.log', stamp],
  [`/l/audit-${stamp}`, '/l/audit', stamp],
  ['/l/kube-apiserver-audit.log', '/l/kube-apiserver-audit.log', null],
  ['/p/0.log.20261121-080951', '/p/0.log', '20261121-080951'],
  ['/p/0.log.20261121-080951.gz', '/p/0.log', '20261121-080951'],
  ['/l/audit.log.1', '/l/audit.log', '1'],
  ['/l/audit.log.12.gz', '/l/audit.log', '12'],
  ['/l/kube-audit.1', '/l/kube-audit', '1'],
  ['/l/audit.log-20261121', '/l/audit.log', '20261121'],
  ['/l/audit.log-20261121.gz', '/l/audit.log', '20261121'],
  ['/l/audit.log-2026112108', '/l/audit.log', '2026112108'],
  ['/l/audit.log-20261121-1795248591', '/l/audit.log', '20261121-1795248591'],
  ['/l/audit.log.2026-11-21', '/l/audit.log', '2026-11-21'],
  ['/l/kube-audit-20261121', '/l/kube-audit', '20261121'],
  [second, second, null],
  [`${second}.gz`, second, null],
  [`/l/audit-2026-11-21T08-09-51,567-${stamp}.log.gz`, second, stamp],
  ['/l/node-1.log', '/l/node-1.log', null],
  ['/l.1/audit.log', '/l.1/audit.log', null],
  ['/l/.1', '/l/.1', null],
  ['/l/5', '/l/5', null],
])('%s', (path, log, rotated) => {
  expect(logName(path)).toEqual({ log, rotated });
});

test('reads and writes the moment of rotation', () => {
  const ms = Date.UTC(2026, 10, 21, 8, 9, 51, 567);
  expect(rotatedName('/l/audit.log', ms)).toBe(`/l/audit-${stamp}.log`);
  expect(rotatedName('/a.b/audit', ms)).toBe(`/a.b/audit-${stamp}`);
  expect(rotatedAt(logName(`/l/audit-${stamp}.log`))).toBe(ms);
  expect(rotatedAt(logName('/p/0.log.20261121-080951'))).toBe(ms - 567 + 999);
  for (const name of [
    'audit.log',
    'audit-2026-11-21T08-09-51,567.log',
    'audit.log.1',
    'audit.log-20261121',
    'audit.log-20261121-1795248591',
  ])
    expect(rotatedAt(logName(`/l/${name}`))).toBeNaN();
});

test.each([
  ['/l/audit.log', false],
  ['/l/audit.log.1', false],
  ['/l/audit.log-20261121', false],
  ['/l/audit.log.1.gz', true],
  [`/l/audit-${stamp}.log`, true],
  [second, false],
  [`${second}.gz`, true],
  ['/p/0.log.20261121-080951', true],
])('nothing is added to %s any more: %s', (path, closed) => {
  expect(isClosed(path)).toBe(closed);
});

test('the log of a second API server is found by its name, and belongs to the first one', () => {
  const ms = Date.UTC(2026, 10, 21, 8, 9, 51, 567);
  expect(secondLogName('/l/audit.log', ms)).toBe(second);
  for (const path of [second, `${second}.gz`, second.replace('.log', `-${stamp}.log`)])
    expect(firstLogOf(path)).toBe('/l/audit.log');
  expect(firstLogOf(secondLogName('/a.b/audit', ms))).toBe('/a.b/audit');
  for (const path of ['/l/audit.log', `/l/audit-${stamp}.log`, '/l/a,567.log', '/l/audit-2026-11-21T08-09-51,56.log'])
    expect(firstLogOf(path)).toBeNull();
  expect(families([second, '/l/audit.log', `/l/audit-${stamp}.log`])).toEqual([
    [second],
    [`/l/audit-${stamp}.log`, '/l/audit.log'],
  ]);
});

test('groups families, oldest first', () => {
  const older = '/l/audit-2026-11-20T08-09-51.567.log';
  expect(
    families(['/l/audit.log', older, `/l/audit-${stamp}.log`, `${older}.gz`, '/m/audit.log', '/l/audit.log']),
  ).toEqual([[`${older}.gz`, older, `/l/audit-${stamp}.log`, '/l/audit.log'], ['/m/audit.log']]);
  const numbers = ['/l/a.log', '/l/a.log.1', '/l/a.log.10.gz', '/l/a.log.2.gz', '/l/a.log.9.gz'];
  expect(families(numbers)).toEqual([['/l/a.log.10.gz', '/l/a.log.9.gz', '/l/a.log.2.gz', '/l/a.log.1', '/l/a.log']]);
  const days = ['/l/a.log', '/l/a.log-20260601.gz', '/l/a.log-20260531.gz'];
  expect(families(days)).toEqual([['/l/a.log-20260531.gz', '/l/a.log-20260601.gz', '/l/a.log']]);
  expect(families([...days, '/l/a.log.1'])).toEqual([
    ['/l/a.log-20260531.gz', '/l/a.log-20260601.gz'],
    ['/l/a.log.1', '/l/a.log'],
  ]);
});
