// Names of rotated files, and which files belong together.
import { expect, test } from 'vitest';
import { families, logName, rotatedAt, rotatedName } from '../../src/logs/family.ts';

const stamp = '2026-11-21T08-09-51.567';

test.each([
  ['/l/audit.log', '/l/audit.log', null],
  [`/l/audit-${stamp}.log`, '/l/audit.log', stamp],
  [`/l/audit-${stamp}.log.gz`, '/l/audit.log', stamp],
  [`/l/audit-${stamp}`, '/l/audit', stamp],
  ['/l/kube-apiserver-audit.log', '/l/kube-apiserver-audit.log', null],
  ['/p/0.log.20261121-080951', '/p/0.log', '20261121-080951'],
  ['/p/0.log.20261121-080951.gz', '/p/0.log', '20261121-080951'],
])('%s', (path, log, rotated) => {
  expect(logName(path)).toEqual({ log, rotated });
});

test('reads and writes the moment of rotation', () => {
  const ms = Date.UTC(2026, 10, 21, 8, 9, 51, 567);
  expect(rotatedName('/l/audit.log', ms)).toBe(`/l/audit-${stamp}.log`);
  expect(rotatedName('/a.b/audit', ms)).toBe(`/a.b/audit-${stamp}`);
  expect(rotatedAt(logName(`/l/audit-${stamp}.log`))).toBe(ms);
  expect(rotatedAt(logName('/p/0.log.20261121-080951'))).toBe(ms - 567 + 999);
  expect(rotatedAt(logName('/l/audit.log'))).toBeNaN();
});

test('groups families, oldest first, without twins', () => {
  const older = '/l/audit-2026-11-20T08-09-51.567.log';
  expect(
    families(['/l/audit.log', `/l/audit-${stamp}.log`, `${older}.gz`, older, '/m/audit.log', '/l/audit.log']),
  ).toEqual([[older, `/l/audit-${stamp}.log`, '/l/audit.log'], ['/m/audit.log']]);
});
