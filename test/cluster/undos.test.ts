// Every undo record of `up`: executed after work that was not begun, half done, or done.
import { expect, test } from 'vitest';
import { makeFolder } from '../../src/cluster/undos/made-folder.ts';
import { moveFolder } from '../../src/cluster/undos/moved-folder.ts';
import { upUndos, type UpUndo } from '../../src/cluster/undos/table.ts';
import { writeFile } from '../../src/cluster/undos/written-file.ts';
import type { World } from '../../src/core/ports.ts';
import { controlPlane } from '../kit/engine.ts';
import { faulty, fault } from '../kit/faulty.ts';
import { textOf } from '../kit/files.ts';
import { undoTwice } from '../kit/undo.ts';
import { fakeVoice } from '../kit/voice.ts';
import type { FakeWorld } from '../kit/world.ts';
import { scene } from './scene.ts';

const texts = ({ disk }: FakeWorld): Record<string, string> =>
  Object.fromEntries([...disk].filter(([path]) => path.startsWith('/x')).map(([path, file]) => [path, textOf(file)]));

type Work = (world: World, voice: ReturnType<typeof fakeVoice<UpUndo>>) => Promise<void>;

const works: readonly (readonly [string, Work, Record<string, string>])[] = [
  ['a file over another', (world, voice) => writeFile(world, '/x/a', 'new', voice), { '/x/a': 'old' }],
  ['an empty file', (world, voice) => writeFile(world, '/x/a', 'new', voice), { '/x/a': '' }],
  ['a file where none was', (world, voice) => writeFile(world, '/x/a', 'new', voice), {}],
  [
    'a folder with something in it',
    async (world, voice) => {
      await makeFolder(world, '/x/dir', 0o700, voice);
      await world.files.write('/x/dir/a', 'new');
    },
    { '/x/b': 'old' },
  ],
  ['a folder that was there', async (world, voice) => makeFolder(world, '/x/dir', 0o700, voice), { '/x/dir/a': 'old' }],
  [
    'a folder moved aside, and another in its place',
    async (world, voice) => {
      await moveFolder(world, '/x/logs', '/x/logs-aside', voice);
      await world.files.write('/x/logs/b', 'new');
    },
    { '/x/logs/a': 'old' },
  ],
];

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

test('a cluster is deleted, even one that kind has not begun', async () => {
  const { world, engine } = scene();
  const record: UpUndo = { kind: 'created-cluster', cluster: 'kind', kubeconfig: '/x/config' };
  engine.containers.push(controlPlane('kind'));
  expect(await undoTwice([record], upUndos, world)).toEqual([]);
  expect(engine.containers).toEqual([]);
  const deletion = ['kind', 'delete', 'cluster', '--name', 'kind', '--kubeconfig', '/x/config'];
  expect(world.ran).toEqual([deletion, deletion]);
});
