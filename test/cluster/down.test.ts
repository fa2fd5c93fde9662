// `down`: only what is known by its name goes, in a folder that is this user's own.
import { expect, test } from 'vitest';
import { runCli } from '../kit/run-cli.ts';
import { scene, type Scene } from './scene.ts';

const ROOT = '/home/person/.local/state/kind-audit';
const DIR = `${ROOT}/clusters/kind`;

async function withCluster(files: Record<string, string> = {}): Promise<Scene> {
  const it = scene();
  expect((await runCli('up --yes', { world: it.world })).code).toBe(0);
  for (const [path, data] of Object.entries(files)) it.world.disk.set(`${DIR}/${path}`, { data, mode: 0o600 });
  return it;
}

const state = ({ world }: Scene): string[] => [...world.disk.keys()].filter((path) => path.startsWith(ROOT));

const known = {
  'creating.json': '{}',
  'policies/.audit-policy.yaml.0123abcd.tmp': 'half',
  'kept/2026/audit-policy.yaml': 'old',
  'logs/kind-control-plane/kube-apiserver-audit.log': 'e',
  'logs/kind-control-plane/kube-apiserver-audit-2026-11-21T10-00-00.000.log.gz': 'e',
  'logs/kind-control-plane/kube-apiserver-audit-2026-11-21T10-00-00,000.log': 'e',
  'logs/kind-control-plane/kube-apiserver-stdout-2026-11-21T10-00-00,000.log': 'e',
  'logs/kind-control-plane/.kind-audit-kube-apiserver-stdout.log': 'half',
  'logs/kind-control-plane/.kind-audit-kube-apiserver-audit-2026-11-21T10-00-00,000.log': 'e',
  'logs/kind-control-plane/kube-apiserver-audit.log.2026-11-21T10-30-00-123-9f3a': 'pipe',
  'logs/kind-control-plane/kube-apiserver-stdout.log.2026-11-21T10-30-00-123-9f3a/in/it': 'folder',
  'logs-until-2026-11-20T10-00-00-000-9f3a/kind-control-plane/kube-apiserver-audit.log': 'e',
};

test('everything that is known goes, and the question names the older logs and what repairs have replaced', async () => {
  const it = await withCluster(known);
  const ran = await runCli('down', { world: it.world, answers: [true] });
  expect([ran.code, state(it), it.engine.containers], ran.stderr).toEqual([0, [], []]);
  expect(ran.asked[0]).toContain(
    'the logs of earlier clusters of this name (logs-until-2026-11-20T10-00-00-000-9f3a in',
  );
  expect(ran.asked[0]).toContain(`what repairs have replaced (${DIR}/kept)`);
});

test('what kind-audit did not write stays, and is named', async () => {
  const mine = {
    'thesis.doc': 'mine',
    'policies/webhook.yaml': 'mine',
    'logs/notes': 'mine',
    'logs/kind-control-plane/kube-apiserver-audit.log.bak': 'mine',
    'logs/kind-control-plane/notes/today': 'mine',
    'logs/kind-control-plane/notes.2026-11-21T10-30-00-123-9f3a': 'mine',
    'logs/kind-control-plane/kube-apiserver-audit.log.2026-11-21': 'mine',
    'other/file': 'mine',
  };
  const it = await withCluster({ ...known, ...mine });
  const ran = await runCli('down --yes', { world: it.world });
  const paths = Object.keys(mine).map((path) => `${DIR}/${path}`);
  expect([ran.code, state(it).toSorted()], ran.stderr).toEqual([0, paths.toSorted()]);
  for (const path of paths.filter((each) => !/today|other/.test(each))) expect(ran.stderr).toContain(path);
  expect(ran.stderr).toContain(`${DIR}/other`);
  expect(it.engine.containers).toEqual([]);
});

test.each([
  [ROOT, 'link', 0, 'is a link'],
  [`${ROOT}/clusters`, 'link', 0, 'is a link'],
  [DIR, 'link', 0, 'is a link'],
  [`${ROOT}/clusters`, 'directory', 1000, 'owned by the user 1000'],
  [DIR, 'file', 0, 'is not a folder'],
] as const)('nothing is deleted where %s is a %s of the user %d', async (at, kind, owner, words) => {
  const it = await withCluster({ 'thesis.doc': 'mine' });
  const before = state(it);
  const entry: Scene['world']['files']['entry'] = async (path) =>
    path === at ? { kind, owner } : it.world.files.entry(path);
  const ran = await runCli('down --yes', { world: { ...it.world, files: { ...it.world.files, entry } } });
  expect([ran.code, state(it), it.engine.containers.length]).toEqual([3, before, 1]);
  expect(ran.stderr).toContain(`${at} is`);
  expect(ran.stderr).toContain(words);
  expect(ran.stderr).toContain('next: look at it: ls -ld');
});

test('a record that cannot be read does not keep the cluster from being deleted', async () => {
  const it = await withCluster({ 'cluster.json': '{"schema": 5}' });
  const ran = await runCli('down --yes', { world: it.world });
  expect([ran.code, state(it), it.engine.containers], ran.stderr).toEqual([0, [], []]);
});

test('only logs in the folder of this state are emptied in a node, and nothing that is not known', async () => {
  const names = [
    'kube-apiserver-audit.log',
    'kube-apiserver-audit-2026-11-21T10-00-00.000.log.gz',
    'kube-apiserver-audit.log.2026-11-21T10-30-00-123-9f3a',
    'kube-apiserver-stdout-2026-11-21T10-00-00,000.log',
    'kube-apiserver-audit.log.bak',
    'kube-apiserver-audit-mine.log',
    'notes',
  ];
  for (const [source, emptied] of [
    [`${DIR}/logs/kind-control-plane`, names.slice(0, 4)],
    ['/home/person/my-logs', []],
  ] as const) {
    const removed: string[] = [];
    const it = scene({
      node(_name, argv) {
        if (argv[0] === 'rm') removed.push(...argv.slice(4));
        return argv[0] === 'ls' ? names.join('\n') : undefined;
      },
    });
    await runCli('up --yes', { world: it.world });
    const [node] = it.engine.containers;
    if (node === undefined) throw new Error('no node');
    it.engine.containers[0] = { ...node, mounts: [{ source, target: '/var/log/kubernetes' }] };
    await runCli('down --yes', { world: it.world });
    expect(removed, source).toEqual(emptied.map((name) => `/var/log/kubernetes/${name}`));
  }
});
