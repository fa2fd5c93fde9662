// Building: linker flags, what is still to be compiled, and the share that is done.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  BUILD_TARGETS,
  compileProgress,
  countStale,
  heapSettings,
  linkerFlags,
  readReleaseInfo,
} from '../../src/image/go-build.ts';

const info = { time: '2026-07-22T18:07:38Z', commit: null };

test('the linker is given the version in both places that report it', () => {
  const flags = linkerFlags([1, 36, 3], info).split(' -X ');
  expect(flags[0]).toBe('-s -w');
  expect(flags).toContain('k8s.io/component-base/version.gitVersion=v1.36.3');
  expect(flags).toContain('k8s.io/client-go/pkg/version.gitVersion=v1.36.3');
  expect(flags).toContain('k8s.io/component-base/version.gitMinor=36');
  expect(flags).toContain('k8s.io/component-base/version.gitCommit=unknown');
  expect(flags).toContain('k8s.io/component-base/version.buildDate=2026-07-22T18:07:38Z');
});

test('a release says when, and perhaps which commit', () => {
  expect(readReleaseInfo('{"Version":"v1.36.3","Time":"2026-07-22T18:07:38Z"}')).toEqual(info);
  expect(readReleaseInfo('{"Time":"t","Origin":{"Hash":"abc"}}')).toEqual({ time: 't', commit: 'abc' });
  expect(readReleaseInfo('{}')).toBeNull();
});

test('what is in the build cache is not compiled again', () => {
  const listing =
    'false \ntrue stale dependency: x\ntrue not installed but available in build cache\ntrue build ID mismatch\n';
  expect(countStale(listing)).toBe(2);
});

test('progress counts packages and repeats what go says about modules', () => {
  const progress = compileProgress(4);
  expect(progress('go: downloading k8s.io/api v0.36.3')).toBe('downloading k8s.io/api v0.36.3');
  expect(progress('internal/goarch')).toBe('compiled 1 of 4 packages (25 %)');
  expect(progress('# a remark of the linker')).toBe('compiled 1 of 4 packages (25 %)');
  expect(progress('go.etcd.io/etcd/server/v3')).toBe('compiled 2 of 4 packages (50 %)');
});

test('progress never passes the whole, even when go compiles more than was counted', () => {
  const progress = compileProgress(0);
  expect(progress('errors')).toBe('compiled 1 of 1 package (100 %)');
  expect(progress('unicode')).toBe('compiled 2 of 2 packages (100 %)');
});

test('every program that go.mod is kept for is built', () => {
  const tools = readFileSync(new URL('../../templates/image/go/tools.go', import.meta.url), 'utf8');
  for (const [, name] of tools.matchAll(/^\t_ "(.+)"$/gm)) expect(BUILD_TARGETS).toContain(name);
});

test('compilers may fill half of the memory together, and collect garbage where that is little', () => {
  expect(heapSettings(16 * 1024 ** 3, 2)).toEqual({ GOGC: 'off', GOMEMLIMIT: '4096MiB' });
  expect(heapSettings(16 * 1024 ** 3, 8)).toEqual({});
});
