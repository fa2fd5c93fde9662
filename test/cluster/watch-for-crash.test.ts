// The watch over API servers while kind works: what ends it, and how often it looks.
import { expect, test } from 'vitest';
import { watchForCrash } from '../../src/cluster/watch-for-crash.ts';
import { controlPlane, fakeEngine } from '../kit/engine.ts';
import { fakeWorld } from '../kit/world.ts';

const LOG = '/logs/kind-control-plane/kube-apiserver-audit.log';

/** Watches a server, whose node prints `words`, for so many looks; returns the result and how often the node was asked. */
async function watch(looks: number, words: string, files = {}): Promise<{ problem: unknown; asked: number }> {
  const world = fakeWorld({ files });
  let asked = 0;
  let left = looks;
  const stop = new AbortController();
  const clock = {
    ...world.clock,
    async sleep(ms: number, signal?: AbortSignal): Promise<void> {
      if (left-- === 0) stop.abort(new Error('enough'));
      await world.clock.sleep(ms, signal);
    },
  };
  const engine = fakeEngine({ script: () => ((asked += 1), words) });
  engine.containers.push(controlPlane('kind'));
  const context = {
    world: { ...world, clock },
    settings: { name: 'kind', policy: { text: 'rules: []\n', source: 'audit-policy.yaml' } },
    facts: { engine },
    cluster: { logsDir: '/logs' },
  };
  const problem: unknown = await watchForCrash(context, stop.signal).catch((error: unknown) => error);
  return { problem, asked };
}

test('a server that stops because of its policy ends it at once', async () => {
  const words = 'run 0\nend 2026 stderr F err="loading audit policy file: no rules"\n';
  const { problem, asked } = await watch(12, words);
  expect(problem).toMatchObject({ code: 'api-server-crashed', details: expect.stringContaining('no rules') });
  expect(asked).toBe(1);
});

test('a server that runs is looked at every time', async () => {
  expect(await watch(12, 'run 0\n')).toEqual({ problem: new Error('enough'), asked: 12 });
});

test('one that has written to its log is looked at only now and then', async () => {
  expect(await watch(12, 'run 0\n', { [LOG]: '{}\n' })).toEqual({ problem: new Error('enough'), asked: 2 });
  expect(await watch(12, 'run 0\n', { [LOG]: '' })).toMatchObject({ asked: 12 });
});
