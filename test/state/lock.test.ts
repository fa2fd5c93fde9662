// One run at a time.
import { expect, test } from 'vitest';
import { withLock } from '../../src/state/lock.ts';
import { fakeWorld } from '../kit/world.ts';

const path = '/state/locks/kind.lock';

test('holds the lock while working and gives it back, also after a failure', async () => {
  const world = fakeWorld();
  await withLock(world, path, 'kind-audit up', async () => {
    expect(JSON.parse(String(world.disk.get(path)?.data))).toMatchObject({ pid: 4242, command: 'kind-audit up' });
    expect(world.disk.get(path)?.mode).toBe(0o600);
  });
  expect(world.disk.has(path)).toBe(false);
  await expect(withLock(world, path, 'up', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(world.disk.has(path)).toBe(false);
});

test('names the living holder and leaves its lock alone', async () => {
  const held = JSON.stringify({ pid: 77, command: 'kind-audit up --name kind', since: '2026-01-01T00:00:00Z' });
  const world = fakeWorld({ files: { [path]: held }, parts: { processes: { pid: 1, alive: (pid) => pid === 77 } } });
  await expect(withLock(world, path, 'up', async () => 'ran')).rejects.toMatchObject({
    code: 'locked',
    message: '"kind-audit up --name kind" (process 77, since 2026-01-01T00:00:00Z) is working on this cluster',
  });
  expect(world.disk.get(path)?.data).toBe(held);
});

test.each([['{"pid": 77}'], ['half a fi'], ['']])('takes over the lock of the dead: %j', async (text) => {
  const world = fakeWorld({ files: { [path]: text } });
  await expect(withLock(world, path, 'up', async () => 'ran')).resolves.toBe('ran');
  expect([...world.disk.keys()]).toEqual([]);
});
