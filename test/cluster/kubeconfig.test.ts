// The kubeconfig of `up`: which file, whether it can be written, and whether its context is the cluster's.
import { expect, test } from 'vitest';
import { kubeconfigFiles } from '../../src/cluster/kubeconfig-file.ts';
import { systemError } from '../kit/files.ts';
import { runCli, type CliRun } from '../kit/run-cli.ts';
import { fakeWorld } from '../kit/world.ts';
import { kubeconfig, KUBECONFIG, scene, type Scene } from './scene.ts';

test.each<[string, Record<string, string>, string | null, string]>([
  ['--kubeconfig', { KUBECONFIG: '/a', HOME: '/h' }, '/x', '/x'],
  ['the only one of KUBECONFIG', { KUBECONFIG: '/none' }, null, '/none'],
  ['the first that exists', { KUBECONFIG: '/none:/tmp/there:/tmp/also' }, null, '/tmp/there'],
  ['the last where none exists, empty names left out', { KUBECONFIG: ':/none:/last::/none' }, null, '/last'],
  ['a folder does not count', { KUBECONFIG: '/tmp:/tmp/also' }, null, '/tmp/also'],
  ['a relative one is of the current folder', { KUBECONFIG: 'kc' }, null, '/project/kc'],
  ['the default', { HOME: '/h' }, null, '/h/.kube/config'],
  ['the default without a home', {}, null, '/project/.kube/config'],
])('the file that is written is %s', async (_what, env, explicit, written) => {
  const world = fakeWorld({ files: { '/tmp/there': '', '/tmp/also': '' }, parts: { env } });
  expect(await kubeconfigFiles(world, explicit)).toMatchObject({ written });
});

const up = async ({ world }: Scene, more = ''): Promise<CliRun> => runCli(`up --yes --name kind${more}`, { world });

test.each<[string, string, string, (it: Scene) => void]>([
  ['a folder', 'it is a folder', 'FILE', ({ world }) => world.disk.set(`${KUBECONFIG}/x`, { data: '', mode: 0o644 })],
  ['text', 'is not a kubeconfig', 'FILE', ({ world }) => world.disk.set(KUBECONFIG, { data: 'hello', mode: 0o600 })],
  ['no YAML', 'is not a kubeconfig', 'FILE', ({ world }) => world.disk.set(KUBECONFIG, { data: 'a: [', mode: 0o600 })],
  [
    'lists that are none',
    'is not a kubeconfig',
    'FILE',
    ({ world }) => world.disk.set(KUBECONFIG, { data: 'users: 5', mode: 0o600 }),
  ],
  [
    'locked for long',
    'its lock /home/person/.kube/config.lock is there',
    'rm /home/person/.kube/config.lock',
    ({ world }) => {
      world.disk.set(KUBECONFIG, { data: '', mode: 0o600 });
      world.disk.set(`${KUBECONFIG}.lock`, { data: '', mode: 0o600 });
    },
  ],
])('a kubeconfig that is %s is named before anything is made', async (_what, words, hint, change) => {
  const it = scene();
  change(it);
  const before = JSON.stringify([...it.world.disk]);
  const ran = await up(it, ' --workers 2');
  expect([ran.code === 0, it.engine.containers]).toEqual([false, []]);
  expect(ran.stderr).toContain(`kind cannot write the kubeconfig ${KUBECONFIG} (from the default): `);
  expect(ran.stderr).toContain(words);
  expect(ran.stderr.split('next: ')[1]).toContain(hint);
  if (hint === 'FILE')
    expect(ran.stderr).toContain('kind-audit up --name kind --dir /project --workers 2 --kubeconfig FILE');
  expect(JSON.stringify([...it.world.disk])).toBe(before);
});

test('one that cannot be opened for writing, or whose folder refuses new files', async () => {
  for (const name of ['tryWrite', 'create'] as const) {
    const it = scene({ files: { [KUBECONFIG]: 'kind: Config\n' } });
    const real = it.world.files[name] as (...args: readonly unknown[]) => Promise<unknown>;
    const files = {
      ...it.world.files,
      [name]: async (path: string, ...rest: readonly unknown[]) => {
        if (path.startsWith('/home/person/.kube/')) throw systemError('EROFS', 'open', path);
        return real(path, ...rest);
      },
    };
    const ran = await up({ ...it, world: { ...it.world, files } });
    expect([ran.code, it.engine.containers]).toEqual([3, []]);
    expect(ran.stderr).toContain('EROFS');
  }
});

test.each<[string, string | undefined]>([
  ['missing', undefined],
  ['of another cluster', kubeconfig('kind-kind', 'an earlier authority')],
  ['of another name', kubeconfig('kind-other')],
])('a context that is %s is written again, and that is said', async (_what, text) => {
  const it = scene();
  await up(it);
  if (text === undefined) it.world.disk.delete(KUBECONFIG);
  else it.world.disk.set(KUBECONFIG, { data: text, mode: 0o600 });
  const ran = await up(it);
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  expect(ran.stderr).toContain(`context kind-kind written to ${KUBECONFIG}`);
  expect(it.world.ran).toContainEqual(['kind', 'export', 'kubeconfig', '--name', 'kind', '--kubeconfig', KUBECONFIG]);
});

test('a context that does not answer is no proof; of an engine on another host it is a warning', async () => {
  const it = scene();
  const http = { ...it.world.http, status: async () => 'connect ECONNREFUSED 127.0.0.1:40000' };
  const far = await up({ ...it, world: { ...it.world, http } });
  expect(far, far.stderr).toMatchObject({ code: 0 });
  expect(far.stderr).toContain('does not answer at https://127.0.0.1:40000');
  const local = { ...it.engine, endpoint: 'unix:///var/run/docker.sock' };
  const near = await up({ ...it, world: { ...it.world, http, engine: async () => local } });
  expect([near.code, near.stdout, it.engine.containers.length]).toEqual([3, '', 1]);
  expect(near.stderr).toContain('ECONNREFUSED');
});

test('a name that is taken by a container of another kind is named before anything is made', async () => {
  const it = scene();
  const first = await up(it);
  expect(first.code).toBe(0);
  const [node] = it.engine.containers;
  if (node === undefined) throw new Error('no node');
  it.engine.containers.splice(0, 1, { ...node, cluster: '', state: 'created', image: 'busybox' });
  const ran = await up(it);
  expect([ran.code, it.engine.containers.length]).toEqual([3, 1]);
  expect(ran.stderr).toContain('the name kind-control-plane is taken by a container (created, image busybox)');
  expect(ran.stderr).toContain('docker rename kind-control-plane kind-control-plane-old');
});
