// A creation that did not end: never proven, and made again only where nothing is lost.
import { expect, test } from 'vitest';
import { runCli, type CliRun } from '../kit/run-cli.ts';
import { madeBy, metadata, scene, type Scene } from './scene.ts';

const STATE = '/home/person/.local/state/kind-audit/clusters/kind';
const MARK = `${STATE}/creating.json`;
const since = '2026-11-20T18:34:00.000Z';

/** A machine on which a run was killed while kind worked; `holds` is what kubectl lists, null where nothing answers. */
function killed(holds: string | null, admin = true): Scene {
  const it = scene({
    files: { [MARK]: JSON.stringify({ since }), [`${STATE}/policies/audit-policy.yaml`]: metadata },
    node(_name, argv) {
      const isOld = it.engine.containers.some(({ id }) => id === 'half');
      // A server that was started, and ended by itself.
      if (argv[3] === 'state') return holds === null ? 'run 1\nend 2026 stderr F no\n' : 'run 0\n';
      if (argv[0] === 'test' && isOld) return { exitCode: admin ? 0 : 1 };
      if (argv[0] !== 'kubectl' || !isOld) return undefined;
      if (argv.includes('nodes')) return 'kind-control-plane\tFalse\tcni plugin not initialized\n';
      return holds === null ? { exitCode: 1 } : holds;
    },
  });
  it.engine.containers.push({ ...madeBy('/home/person/.local/state'), id: 'half' });
  return it;
}

const fresh = 'namespace/default\nnamespace/kube-system\nservice/kubernetes\nconfigmap/kube-root-ca.crt\n';
const ids = ({ engine }: Scene): string[] => engine.containers.map(({ id }) => id);
const run = async (it: Scene, line: string, answers?: boolean[]): Promise<CliRun> =>
  runCli(line, { world: it.world, ...(answers === undefined ? {} : { answers }) });

test.each([
  ['nothing but its own', fresh, true],
  ['nothing, since kubeadm had not finished', null, false],
])('a half-made cluster that holds %s is made again with --yes, and that is said', async (_what, holds, admin) => {
  const it = killed(holds, admin);
  const ran = await run(it, 'up --yes');
  expect([ran.code, ids(it)], ran.stderr).toEqual([0, ['id-of-kind-control-plane']]);
  expect(ran.stderr).toContain(`that began at ${since} did not end, so it is only half made; it holds nothing yet`);
  expect(ran.stdout).toContain('Proven: cluster "kind" audits.');
  expect(it.world.disk.has(MARK)).toBe(false);
});

test.each([
  ['up --yes', `${fresh}pod/mine\nsecret/s\n`, 'it holds pod/mine, secret/s', 'kind-audit down --name kind && '],
  ['up --yes', null, 'its API server does not answer', 'kind-audit down --name kind && '],
  ['up', fresh, 'it holds nothing yet', 'kind-audit up --name kind --dir /project --yes'],
])('%s does not touch it where something may be lost, or nobody agreed', async (line, holds, words, hint) => {
  const it = killed(holds);
  const ran = await run(it, line);
  expect([ran.code, ids(it)]).toEqual([3, ['half']]);
  expect(ran.stderr).toContain('is only half made');
  expect(ran.stderr).toContain(words);
  expect(ran.stderr).toContain(hint);
  expect(it.world.disk.has(MARK)).toBe(true);
});

test('a half-made cluster whose API server was never started holds nothing', async () => {
  const it = killed(null);
  const script = it.engine.node;
  const node: typeof script = (container) => {
    const real = script(container);
    return { ...real, run: async (argv, options) => real.run(argv[3] === 'state' ? ['none'] : argv, options) };
  };
  const ran = await run({ ...it, world: { ...it.world, engine: async () => ({ ...it.engine, node }) } }, 'up --yes');
  expect([ran.code, ids(it)], ran.stderr).toEqual([0, ['id-of-kind-control-plane']]);
});

test('at a terminal it asks, and a no changes nothing', async () => {
  const it = killed(fresh);
  const ran = await run(it, 'up --name kind', [false]);
  expect([ran.code, ran.asked, ids(it)]).toEqual([1, ['Delete it and make it again?'], ['half']]);
  const again = await run(it, 'up --name kind', [true]);
  expect([again.code, ids(it)], again.stderr).toEqual([0, ['id-of-kind-control-plane']]);
});

test('a mark of an earlier time says nothing about the cluster of another run', async () => {
  const it = killed(fresh);
  it.engine.containers.splice(0, 1, { ...madeBy('/elsewhere'), id: 'half' });
  const ran = await run(it, 'up --yes');
  expect(ids(it)).toEqual(['half']);
  expect(ran.stderr).not.toContain('half made');
});

test('the mark is there while kind works, and gone when the cluster is complete', async () => {
  let seen: boolean | null = null;
  const it = scene({
    kind() {
      seen = it.world.disk.has(MARK);
      return { exitCode: 0 };
    },
  });
  expect((await run(it, 'up --yes')).code).toBe(0);
  expect([seen, it.world.disk.has(MARK)]).toEqual([true, false]);
});

test('without a mark: a node that is not Ready, and a kubeadm that has not finished, are no proof', async () => {
  const half = killed(fresh);
  half.world.disk.delete(MARK);
  const ran = await run(half, 'up --yes');
  expect([ran.code, ran.stdout, ids(half)]).toEqual([3, '', ['half']]);
  expect(ran.stderr).toContain('kind-control-plane: cni plugin not initialized');
  const early = killed(null, false);
  early.world.disk.delete(MARK);
  const second = await run(early, 'up --yes');
  expect([second.code, ids(early)]).toEqual([3, ['half']]);
  expect(second.stderr).toContain('kubeadm has not finished in kind-control-plane');
});

test('a container that was never started: perhaps another run is at work on it', async () => {
  const it = scene();
  const created = it.world.clock.now().getTime() - 3000;
  it.engine.containers.push({ ...madeBy('/elsewhere'), running: false, state: 'created', created });
  const ran = await run(it, 'up --yes');
  expect([ran.code, it.engine.containers.length]).toEqual([3, 1]);
  expect(ran.stderr).toContain('is being made by another run, or its creation was interrupted');
  expect(ran.stderr).toContain('was created 3.0 s ago');
  expect(ran.stderr).toContain('if another run is at work, wait for it');
});
