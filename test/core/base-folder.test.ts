// The folders of state and cache, and what is said when they cannot be used.
import { expect, test } from 'vitest';
import { baseFolder, ignoredVariables, inBaseFolder } from '../../src/core/base-folder.ts';
import { Problem } from '../../src/core/problem.ts';
import { homeFolder } from '../../src/io/home-folder.ts';
import { systemError } from '../kit/files.ts';

const home = '/home/jane';

test.each([
  [{}, '/home/jane/.local/state/kind-audit', 'HOME'],
  [{ XDG_STATE_HOME: '/state/' }, '/state/kind-audit', 'XDG_STATE_HOME'],
  [{ XDG_STATE_HOME: '' }, '/home/jane/.local/state/kind-audit', 'HOME'],
  [{ XDG_STATE_HOME: 'relative' }, '/home/jane/.local/state/kind-audit', 'HOME'],
  [{ XDG_STATE_HOME: './x' }, '/home/jane/.local/state/kind-audit', 'HOME'],
])('%j', (env, path, origin) => {
  expect(baseFolder({ env, home }, 'XDG_STATE_HOME')).toEqual({ path, variable: 'XDG_STATE_HOME', origin });
});

test('a variable that is passed over is named, others are not', () => {
  const env = { XDG_STATE_HOME: 'state', XDG_CACHE_HOME: '/cache' };
  expect(ignoredVariables(env)).toEqual(['XDG_STATE_HOME="state" is not an absolute path, and is ignored']);
  expect(ignoredVariables({ XDG_STATE_HOME: '' })).toEqual([]);
});

test.each([
  ['ENOENT', 'command-failed', 'set XDG_STATE_HOME'],
  ['ENOTDIR', 'command-failed', 'set XDG_STATE_HOME'],
  ['EACCES', 'not-permitted', 'set XDG_STATE_HOME'],
  ['EROFS', 'not-permitted', 'set XDG_STATE_HOME'],
  ['ELOOP', 'command-failed', 'set XDG_STATE_HOME'],
  ['ENOSPC', 'disk-full', 'make room (df -h /state/kind-audit), or set XDG_STATE_HOME'],
])('%s names the folder and the variable', async (code, problem, hint) => {
  const base = baseFolder({ env: { XDG_STATE_HOME: '/state' }, home }, 'XDG_STATE_HOME');
  for (const path of ['/state', '/state/kind-audit', '/state/kind-audit/locks/a']) {
    const failing = inBaseFolder(base, 'make', () => Promise.reject(systemError(code, 'mkdir', path)));
    await expect(failing).rejects.toMatchObject({
      code: problem,
      exitCode: 3,
      message: expect.stringContaining('cannot make the state folder /state/kind-audit (from XDG_STATE_HOME): '),
      hint: expect.stringContaining(hint),
    });
  }
});

test('other failures stay what they are', async () => {
  const base = baseFolder({ env: {}, home }, 'XDG_CACHE_HOME');
  for (const error of [new Problem('locked', 'x'), new TypeError('x'), systemError('EACCES', 'spawn', '/bin/go')])
    await expect(inBaseFolder(base, 'make', () => Promise.reject(error))).rejects.toBe(error);
});

test('a home folder is an absolute path', () => {
  expect(homeFolder({ HOME: '/home/jane/' })).toBe('/home/jane');
  for (const HOME of ['', 'relative', undefined]) expect(homeFolder({ HOME })).toMatch(/^\//);
});
