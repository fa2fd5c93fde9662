// Every undo record of `up`: executed after work that was not begun, half done, or done.
import { expect, test } from 'vitest';
import { makeFolder } from '../../src/cluster/undos/made-folder.ts';
import { moveFolder } from '../../src/cluster/undos/moved-folder.ts';
import { upUndos, type UpUndo } from '../../src/cluster/undos/table.ts';
import { writeFile } from '../../src/cluster/undos/written-file.ts';
import type { NodeContainer, World } from '../../src/core/ports.ts';
import { executeUndos } from '../../src/core/undo.ts';
import { controlPlane } from '../kit/engine.ts';
import { faulty, fault } from '../kit/faulty.ts';
import { textOf, type DiskFile } from '../kit/files.ts';
import { undoTwice } from '../kit/undo.ts';
import { fakeVoice } from '../kit/voice.ts';
import type { FakeWorld } from '../kit/world.ts';
import { madeBy, scene } from './scene.ts';

const texts = ({ disk }: FakeWorld): Record<string, string> =>
  Object.fromEntries([...disk].filter(([path]) => path.startsWith('/x')).map(([path, file]) => [path, textOf(file)]));

const file = (data: string): DiskFile => ({ data, mode: 0o644 });

type Work = (world: World, voice: ReturnType<typeof fakeVoice<UpUndo>>) => Promise<void>;

const works: readonly (readonly [string, Work, Record<string, string>])[] = [
  ['a file over another', (world, voice) => writeFile(world, '/x/a', 'new', voice), { '/x/a': 'old' }],
  ['an empty file', (world, voice) => writeFile(world, '/x/a', 'new', voice), { '/x/a': '' }],
  ['a file where none was', (world, voice) => writeFile(world, '/x/a', 'new', voice), {}],
  [
    'a folder with something in it',
    async (world, voice) => {
      await makeFolder(world, '/x/dir', 0o700, voice, { forLogs: true });
      await world.files.write('/x/dir/kube-apiserver-audit.log', 'new');
    },
    { '/x/b': 'old' },
  ],
  ['a folder that was there', async (world, voice) => makeFolder(world, '/x/dir', 0o700, voice), { '/x/dir/a': 'old' }],
  [
    'a folder moved aside, and another in its place',
    async (world, voice) => {
      await moveFolder(world, '/x/logs', '/x/logs-aside', voice);
      await makeFolder(world, '/x/logs/b', 0o700, voice);
    },
    { '/x/logs/a': 'old' },
  ],
];

test('bytes that are no UTF-8 are put back as they were', async () => {
  const old = Buffer.from('\uFEFFold', 'utf16le');
  const { world } = scene({ files: { '/x/a': old } });
  const voice = fakeVoice<UpUndo>();
  await writeFile(world, '/x/a', Buffer.from('\uFEFFnew', 'utf16le'), voice);
  expect(await undoTwice(voice.records, upUndos, world)).toEqual([]);
  expect(world.disk.get('/x/a')?.data).toEqual(old);
});

test.each(works)('%s is undone, wherever the work ended', async (_what, work, files) => {
  // One call more each time, until the work runs to its end.
  for (let calls = 1; ; calls += 1) {
    const { world } = scene({ files });
    const voice = fakeVoice<UpUndo>();
    const it = fault('before', calls);
    await work(faulty(world, it), voice).catch(() => undefined);
    expect(await undoTwice(voice.records, upUndos, world)).toEqual([]);
    expect(texts(world), `without ${it.hit}`).toEqual(files);
    if (it.hit === null) break;
    expect(calls).toBeLessThan(10);
  }
});

const HERE = '/home/person/.local/state';
const made: UpUndo = {
  kind: 'created-cluster',
  cluster: 'kind',
  kubeconfig: '/x/config',
  mounted: `${HERE}/kind-audit/clusters/kind/policies`,
  names: ['kind-control-plane', 'kind-worker'],
};
const worker: NodeContainer = { ...controlPlane('kind'), id: 'w', name: 'kind-worker', role: 'worker' };

test('a cluster is deleted, even one that kind has not begun', async () => {
  const { world, engine } = scene();
  engine.containers.push(madeBy(HERE), worker);
  expect(await undoTwice([made], upUndos, world)).toEqual([]);
  expect(engine.containers).toEqual([]);
  expect(world.ran).toEqual([['kind', 'delete', 'cluster', '--name', 'kind', '--kubeconfig', '/x/config']]);
});

test.each([
  ['control plane', [madeBy('/elsewhere')], []],
  ['cluster', [madeBy('/elsewhere'), worker], []],
  [
    'cluster, with one container of this run',
    [madeBy('/elsewhere'), madeBy(HERE, '2'), worker],
    ['kind-control-plane2'],
  ],
  ['folder below a folder with the name of this one', [madeBy(`/elsewhere${HERE}`)], []],
])('what another run has made stays: %s', async (_what, containers, deleted) => {
  const { world, engine } = scene();
  engine.containers.push(...containers);
  expect(await undoTwice([made], upUndos, world)).toEqual([]);
  expect(engine.containers).toEqual(containers.filter(({ name }) => !deleted.includes(name)));
  expect(world.ran.filter((argv) => argv[0] === 'kind')).toEqual([]);
  const removals = deleted.map((name) => ['docker', 'rm', '--force', '--volumes', `id-of-${name}`]);
  expect(world.ran).toEqual(removals);
});

test('a container that the engine was still making goes as well', async () => {
  const { world, engine } = scene();
  let looks = 0;
  const slow = {
    ...engine,
    async nodes(cluster: string | null) {
      looks += 1;
      if (looks === 6) engine.containers.push({ ...madeBy(HERE), running: false, state: 'created' });
      return engine.nodes(cluster);
    },
  };
  expect(await undoTwice([made], upUndos, { ...world, engine: async () => slow })).toEqual([]);
  expect(engine.containers).toEqual([]);
});

test('an engine that says too early that a container is gone is asked again', async () => {
  const { world, engine } = scene();
  engine.containers.push(madeBy(HERE));
  let deletions = 0;
  const run: World['exec']['run'] = async (argv, options) => {
    deletions += 1;
    return deletions > 6 ? world.exec.run(argv, options) : { ...(await world.exec.run(['none'])), exitCode: 0 };
  };
  expect(await executeUndos([made], { table: upUndos, place: { ...world, exec: { ...world.exec, run } } })).toEqual([]);
  expect(engine.containers).toEqual([]);
});

test('what cannot be deleted is named, with what to type', async () => {
  const { world, engine } = scene();
  engine.containers.push(madeBy(HERE));
  const exec = {
    ...world.exec,
    run: async (argv: readonly string[]) => ({ ...(await world.exec.run(['none'])), argv }),
  };
  const [error] = await executeUndos([made], { table: upUndos, place: { ...world, exec } });
  expect(error).toMatchObject({ hint: 'kind-audit down --name kind' });
});

test.each<[string, Record<string, string>, (disk: FakeWorld['disk']) => void, string]>([
  ['an edited file', { '/x/a': 'old' }, (disk) => disk.set('/x/dir/a', file('mine')), '/x/dir/a was edited meanwhile'],
  ['another file', {}, (disk) => disk.set('/x/dir/notes', file('mine')), '/x/dir stays: this run did not write notes'],
  [
    'a link of the log',
    {},
    (disk) => disk.set('/x/dir/my.log', file('mine')),
    '/x/dir stays: this run did not write my.log',
  ],
])('work of a user in between is kept: %s', async (_what, files, edit, message) => {
  const { world } = scene({ files });
  const voice = fakeVoice<UpUndo>();
  await makeFolder(world, '/x/dir', 0o700, voice, { forLogs: true });
  await writeFile(world, '/x/dir/a', 'new', voice);
  world.disk.set('/x/dir/kube-apiserver-audit.log', file('an event'));
  world.disk.set('/x/dir/kube-apiserver-audit-2026-11-21T10-00-00.000.log.gz', file('events'));
  edit(world.disk);
  expect((await undoTwice(voice.records, upUndos, world))[0]).toContain(message);
  const left = Object.entries(texts(world)).filter(([path]) => path.startsWith('/x/dir/'));
  expect(left.map(([, text]) => text)).toEqual(['mine']);
});
