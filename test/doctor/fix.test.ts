// Repairs in rounds: the order, what is agreed to, what is not tried again, and what a failure leaves.
import { expect, test } from 'vitest';
import { Problem } from '../../src/core/problem.ts';
import type { Examined } from '../../src/doctor/check.ts';
import type { Examination } from '../../src/doctor/examine.ts';
import { fix, nextRepairs, requireMade, type RepairOutcome } from '../../src/doctor/fix.ts';
import type { Repair, RepairKey, RepairRank } from '../../src/doctor/repair.ts';
import { fakeWorld } from '../kit/world.ts';

type Run = Repair['steps'][number]['run'];

const repair = (
  kind: RepairKey['kind'],
  rank: RepairRank,
  node: string | null = null,
  run: Run = async () => undefined,
): Repair => {
  const title = node === null ? kind : `${kind} ${node}`;
  return { key: { kind, node }, rank, title, steps: [{ id: title, title, run }] };
};

const examination = (...repairs: Repair[]): Examination => {
  const result: Examined = { id: 'x', title: 'X', status: 'fail', evidence: [], ms: 0, repairs };
  return { ok: repairs.length === 0, reached: true, results: [result] };
};

const made = (key: RepairKey): Pick<RepairOutcome, 'key' | 'state'> => ({ key, state: 'made' });

const titles = (repairs: readonly { readonly title: string }[]): string[] => repairs.map(({ title }) => title);

test('the most basic repairs come first, each once, and none twice', () => {
  const a = repair('deploy', 'policy');
  const b = repair('restart', 'api-server', 'n');
  const found = examination(b, a, repair('deploy', 'policy'));
  expect(nextRepairs(found, [])).toEqual([a]);
  expect(nextRepairs(found, [made(a.key)])).toEqual([b]);
  expect(nextRepairs(found, [made(a.key), made({ ...b.key })])).toEqual([]);
});

test('a server that was brought back without auditing is not given it again in the same run', () => {
  const found = examination(repair('manifest', 'api-server', 'n'));
  expect(nextRepairs(found, [made({ kind: 'recover', node: 'n' })])).toEqual([]);
  expect(nextRepairs(found, [made({ kind: 'recover', node: 'm' })])).toHaveLength(1);
});

test('a server is not restarted with a policy that could not be put into effect in the same run', () => {
  const found = examination(repair('restart', 'api-server', 'n'));
  const deployed = made({ kind: 'deploy', node: null });
  expect(nextRepairs(found, [deployed])).toHaveLength(1);
  expect(nextRepairs(found, [{ ...deployed, state: 'failed' }])).toEqual([]);
});

test('rounds go on until nothing is left, and every round is agreed to', async () => {
  const world = fakeWorld();
  const left = [repair('strays', 'strays', 'n'), repair('deploy', 'policy')];
  const asked: string[][] = [];
  const { examination: last, outcomes } = await fix(world, examination(...left), {
    cluster: 'kind',
    async examine() {
      left.shift();
      return examination(...left);
    },
    async agree(repairs) {
      asked.push(titles(repairs));
    },
  });
  expect([asked, titles(outcomes), last.ok]).toEqual([[['strays n'], ['deploy']], ['strays n', 'deploy'], true]);
  expect(outcomes.map(({ state }) => state)).toEqual(['made', 'made']);
  expect(() => requireMade(outcomes, 'kind')).not.toThrow();
  expect([...world.disk.keys()].filter((path) => path.endsWith('.lock'))).toEqual([]);
});

test('a server whose manifest was repaired is looked at before it is started yet another time', async () => {
  const proposed = [
    repair('manifest', 'api-server', 'n'),
    repair('recover', 'api-server', 'n'),
    repair('restart', 'api-server', 'm'),
  ];
  const rounds = [examination(repair('recover', 'api-server', 'n')), examination()];
  const { outcomes } = await fix(fakeWorld(), examination(...proposed), {
    cluster: 'kind',
    examine: async () => rounds.shift() ?? examination(),
    agree: async () => undefined,
  });
  expect(titles(outcomes)).toEqual(['manifest n', 'restart m', 'recover n']);
  const { outcomes: only } = await fix(fakeWorld(), examination(...proposed), {
    cluster: 'kind',
    examine: async () => examination(),
    agree: async () => undefined,
  });
  expect(titles(only)).toEqual(['manifest n', 'restart m']);
});

test('where the repair of a manifest fails, the server is brought back in the same round', async () => {
  const fails: Run = async () => {
    throw new Problem('api-server-not-ready', 'it crashed');
  };
  const proposed = [repair('manifest', 'api-server', 'n', fails), repair('recover', 'api-server', 'n')];
  const { outcomes } = await fix(fakeWorld(), examination(...proposed), {
    cluster: 'kind',
    examine: async () => examination(),
    agree: async () => undefined,
  });
  expect(outcomes.map(({ state }) => state)).toEqual(['failed', 'made']);
});

test('what is not agreed to is not done', async () => {
  let done = false;
  const declined = new Problem('declined', 'no');
  const request = { cluster: 'kind', examine: async () => examination(), agree: () => Promise.reject(declined) };
  const start = repair('start', 'node', 'n', async () => void (done = true));
  await expect(fix(fakeWorld(), examination(start), request)).rejects.toBe(declined);
  expect(done).toBe(false);
});

/** Fixes once and agrees to everything; the look after it finds nothing more to do. */
async function fixOnce(
  world: ReturnType<typeof fakeWorld>,
  ...repairs: Repair[]
): Promise<Awaited<ReturnType<typeof fix>> & { readonly looks: number }> {
  let looks = 0;
  const examine = async (): Promise<Examination> => ((looks += 1), examination());
  const request = { cluster: 'kind', examine, agree: async () => undefined };
  return { ...(await fix(world, examination(...repairs), request)), looks };
}

/** Announces a file, writes it, and fails where `fails` is set. */
const writes =
  (path: string, fails: boolean): Run =>
  async (world, voice) => {
    const kept = `/kept${path}`;
    await voice.undoable({ kind: 'replaced-policy', deployed: path, kept, before: 'file', written: 'new' });
    await world.files.write(kept, (await world.files.read(path)) ?? '');
    await world.files.write(path, 'new');
    if (fails) throw new Problem('api-server-not-ready', `${path} does not come up`);
  };

test('only the repair that fails is undone: its neighbours stay, the others are made, and there is a last look', async () => {
  const world = fakeWorld({ files: { '/n1': 'old', '/n2': 'old', '/n3': 'old' }, folders: ['/kept'] });
  const each = (node: string, fails: boolean): Repair => repair('strays', 'strays', node, writes(`/${node}`, fails));
  const { outcomes, looks } = await fixOnce(world, each('n1', false), each('n2', true), each('n3', false));
  expect(['/n1', '/n2', '/n3'].map((path) => String(world.disk.get(path)?.data))).toEqual(['new', 'old', 'new']);
  expect(outcomes.map(({ title, state }) => [title, state])).toEqual([
    ['strays n1', 'made'],
    ['strays n2', 'undone'],
    ['strays n3', 'made'],
  ]);
  expect(looks).toBe(1);
  expect(() => requireMade(outcomes, 'kind')).toThrow(
    expect.objectContaining({
      code: 'repair-failed',
      message: '1 of 3 repairs could not be made',
      details: 'strays n2: undone\n  /n2 does not come up',
    }),
  );
});

test('what stopped one API server is not tried on the next', async () => {
  const restarted: string[] = [];
  const restart = (node: string): Repair =>
    repair('restart', 'api-server', node, async () => {
      restarted.push(node);
      throw new Problem('api-server-not-ready', 'it crashed');
    });
  const { outcomes } = await fixOnce(fakeWorld(), restart('n1'), restart('n2'));
  expect(restarted).toEqual(['n1']);
  expect(outcomes.map(({ state }) => state)).toEqual(['failed', 'not-tried']);
  expect(() => requireMade(outcomes, 'kind')).toThrow(
    expect.objectContaining({
      details: 'restart n1: failed\n  it crashed\nrestart n2: not tried\n  not tried, since it failed on n1',
    }),
  );
});

test('what cannot be undone is listed with its repair', async () => {
  const world = fakeWorld({ files: { '/n1': 'old' }, folders: ['/kept'] });
  const stuck: Run = async ({ files }, voice) => {
    await voice.undoable({
      kind: 'replaced-policy',
      deployed: '/p',
      kept: '/kept/p',
      before: 'nothing',
      written: 'new',
    });
    await files.write('/p', 'new');
    throw new Problem('api-server-not-ready', 'it crashed');
  };
  const { outcomes } = await fixOnce(world, repair('deploy', 'policy', null, stuck));
  expect(outcomes).toMatchObject([
    { state: 'failed', left: ['could not undo "deploy": the new policy stays in /p: there was none before'] },
  ]);
});

test('Ctrl-C undoes the repair and ends the run: no other repair, no last look', async () => {
  const world = fakeWorld({ files: { '/n1': 'old', '/n2': 'old' }, folders: ['/kept'] });
  const interrupted = new Problem('interrupted', 'interrupted');
  const stopping: Run = async (context, voice) => {
    await writes('/n1', false)(context, voice);
    world.stop.abort(interrupted);
    world.signal.throwIfAborted();
  };
  const fixing = fixOnce(
    world,
    repair('strays', 'strays', 'n1', stopping),
    repair('strays', 'strays', 'n2', writes('/n2', false)),
  );
  await expect(fixing).rejects.toBe(interrupted);
  expect(['/n1', '/n2'].map((path) => String(world.disk.get(path)?.data))).toEqual(['old', 'old']);
});

test('a repair that failed is named even where the look after it cannot be made', async () => {
  const failing = repair('start', 'node', 'n', () => Promise.reject(new Problem('command-failed', 'cannot start n')));
  const gone = new Problem('engine-unreachable', 'the engine does not answer', { hint: 'kind-audit setup' });
  const request = { cluster: 'kind', examine: () => Promise.reject(gone), agree: async () => undefined };
  await expect(fix(fakeWorld(), examination(failing), request)).rejects.toMatchObject({
    code: 'engine-unreachable',
    message: 'the engine does not answer',
    details: 'start n: failed\n  cannot start n',
    hint: 'kind-audit setup',
  });
});
