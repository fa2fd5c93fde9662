// Which settings files are in effect.
import { expect, test } from 'vitest';
import { nameInSettings } from '../../src/settings/default-name.ts';
import { describeSettings } from '../../src/settings/describe.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { fakeWorld, type FakeWorld, type FakeWorldOptions } from '../kit/world.ts';

interface Scene extends FakeWorldOptions {
  readonly cwd?: string;
  readonly variable?: string;
  /** Paths to their owners; the others belong to root. */
  readonly owners?: Readonly<Record<string, number>>;
  readonly uid?: number | null;
}

function worldOf({ cwd = '/home/person/a/b', variable, owners = {}, uid = 1000, ...more }: Scene): FakeWorld {
  const world = fakeWorld({ folders: ['/home/person/a/b'], ...more, machine: { uid } });
  const env = { ...world.env, ...(variable === undefined ? {} : { KIND_AUDIT_CONFIG: variable }) };
  const entry: FakeWorld['files']['entry'] = async (path) => {
    const found = await world.files.entry(path);
    return found === null ? null : { ...found, owner: owners[path] ?? 0 };
  };
  return { ...world, cwd, env, files: { ...world.files, entry } };
}

const inEffect = async (it: Scene): Promise<readonly string[]> =>
  describeSettings(await loadSettings(worldOf(it))).files.map(({ path, why }) => `${path} ${why}`);

test.each([
  ['/home/person/a/b/kind-audit.yaml', true],
  ['/home/person/a/kind-audit.yaml', true],
  ['/home/person/kind-audit.yaml', true],
  ['/home/kind-audit.yaml', false],
  ['/kind-audit.yaml', false],
  ['/home/person/a/b/c/kind-audit.yaml', false],
  ['/home/person/a/b/kind-audit.yml', false],
])('in the home folder, %s: %s', async (path, isFound) => {
  expect(await inEffect({ files: { [path]: 'name: x' } })).toEqual(isFound ? [`${path} project`] : []);
});

test('outside of the home folder the walk ends at the root', async () => {
  const files = { '/kind-audit.yaml': 'name: x', '/home/person/kind-audit.yaml': 'name: y' };
  for (const cwd of ['/project', '/', '/home/personal/x'])
    expect(await inEffect({ files, cwd }), cwd).toEqual(['/kind-audit.yaml project']);
});

test('the nearest file counts, and those above it do not', async () => {
  const files = { '/home/person/kind-audit.yaml': 'workers: far', '/home/person/a/kind-audit.yaml': 'name: near' };
  expect(await inEffect({ files })).toEqual(['/home/person/a/kind-audit.yaml project']);
});

test('a named file stands in place of the project, but never of the machine', async () => {
  const files = {
    '/home/person/a/b/kind-audit.yaml': 'name: project',
    '/home/person/a/other.yaml': 'name: named\nenforce: {policy: gce}',
    '/etc/kind-audit.yaml': 'name: machine\nenforce: {auditing: true, policy: cis}',
  };
  const settings = await loadSettings(worldOf({ files, variable: '../other.yaml' }));
  expect(describeSettings(settings)).toEqual({
    files: [
      { path: '/home/person/a/other.yaml', why: 'KIND_AUDIT_CONFIG' },
      { path: '/etc/kind-audit.yaml', why: 'machine' },
    ],
    enforced: {
      auditing: { by: '/etc/kind-audit.yaml:2' },
      policy: { name: 'cis', by: '/etc/kind-audit.yaml:2' },
      minimum: [],
    },
  });
  expect(nameInSettings(settings)).toBe('named');
  const unset = await loadSettings(worldOf({ files, variable: '' }));
  expect([nameInSettings(unset), unset.enforced.policy?.value]).toEqual(['project', 'cis']);
});

test("both files' levels are enforced, the machine's first", async () => {
  const minimum = (path: string): string => `enforce: {minimum: [{request: ${path}, level: Request}]}`;
  const files = { '/project/kind-audit.yaml': minimum('/mine'), '/etc/kind-audit.yaml': minimum('/theirs') };
  const { enforced } = await loadSettings(worldOf({ files, cwd: '/project' }));
  expect(enforced.minimum.map(({ words }) => words)).toEqual(['/theirs', '/mine']);
});

test("the machine's file is not the project's too, wherever one is, and however it is named", async () => {
  const files = { '/etc/kind-audit.yaml': 'enforce: {minimum: [{request: /x, level: Request}]}' };
  const places: Scene[] = [
    { cwd: '/etc' },
    { cwd: '/etc/x', folders: ['/etc/x'] },
    { variable: '/etc/kind-audit.yaml' },
  ];
  for (const more of places) {
    const { project, machine, enforced } = await loadSettings(worldOf({ files, ...more }));
    expect([project, machine?.why, enforced.minimum.length]).toEqual([null, 'machine', 1]);
  }
});

test('a file of another user is passed over, and that is said', async () => {
  const files = { '/tmp/kind-audit.yaml': 'image: kindest/node:theirs', '/kind-audit.yaml': 'name: root' };
  const owners = { '/tmp/kind-audit.yaml': 1001, '/tmp/mine': 1000 };
  const world = worldOf({ files, owners, cwd: '/tmp/mine', folders: ['/tmp/mine'] });
  expect((await loadSettings(world)).project?.path).toBe('/kind-audit.yaml');
  expect(world.events).toEqual([
    {
      type: 'note',
      level: 'warn',
      text: '/tmp/kind-audit.yaml belongs to another user (1001) and is passed over; to use it, set KIND_AUDIT_CONFIG=/tmp/kind-audit.yaml',
    },
  ]);
  expect(await inEffect({ files, owners, cwd: '/tmp/mine', variable: '/tmp/kind-audit.yaml' })).toEqual([
    '/tmp/kind-audit.yaml KIND_AUDIT_CONFIG',
  ]);
});

test.each([
  ['of this user', { '/tmp/kind-audit.yaml': 1000 }, 1000],
  ['of root', {}, 1000],
  ['of the owner of the current folder', { '/tmp/kind-audit.yaml': 7, '/tmp/x': 7 }, 0],
  ['where there are no owners', { '/tmp/kind-audit.yaml': 7 }, null],
])('a file %s is used', async (_whose, owners, uid) => {
  const files = { '/tmp/kind-audit.yaml': 'name: x' };
  const it = { files, owners, uid, cwd: '/tmp/x', folders: ['/tmp/x'] };
  expect(await inEffect(it)).toEqual(['/tmp/kind-audit.yaml project']);
});

test.each([
  [{ variable: 'none.yaml' }, 'there is no file /project/none.yaml, which KIND_AUDIT_CONFIG names'],
  [{ variable: '.' }, 'the settings: /project is a folder, not a file'],
  [{ variable: 'big' }, 'the settings: /project/big holds more than 1.0 MiB'],
  [{ files: { '/project/kind-audit.yaml/x': '' } }, 'the settings: /project/kind-audit.yaml is a folder, not a file'],
  [{ files: { '/etc/kind-audit.yaml': '[]' }, variable: '' }, '/etc/kind-audit.yaml:1:1: a mapping is expected here'],
])('%j is a problem', async (it, message) => {
  const files = { '/project/big': '#'.repeat(1024 * 1024 + 1), ...('files' in it ? it.files : {}) };
  const loading = loadSettings(worldOf({ cwd: '/project', ...it, files }));
  await expect(loading).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
});

test('a file of exactly the most bytes is read', async () => {
  const files = { '/project/kind-audit.yaml': '#'.repeat(1024 * 1024) };
  expect(await inEffect({ files, cwd: '/project' })).toHaveLength(1);
});
