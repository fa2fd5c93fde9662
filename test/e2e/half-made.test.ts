// Creations that do not end, and names and kubeconfigs that others use: never proven, never somebody else's loss.
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { must, run, setScene, start, until, type Ran } from './kit/scene.ts';

const scene = setScene('half');
const node = `${scene.name}-control-plane`;
const mark = join(scene.state, 'creating.json');
afterAll(() => scene[Symbol.asyncDispose]());

const idOf = async (container: string): Promise<string> =>
  must(['docker', 'inspect', '--format', '{{.Id}}', container]);

test('a container of that name which is not of kind is named before any work, and stays', async () => {
  await must(['docker', 'create', '--name', node, 'kindest/node:v1.36.3']);
  try {
    const ran = await scene.cli('up', '--yes');
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain(`the name ${node} is taken by a container (created`);
    expect(await idOf(node)).not.toBe('');
    expect(readdirSync(scene.dir)).toEqual([]);
  } finally {
    await must(['docker', 'rm', '--force', '--volumes', node]);
  }
});

test('a kubeconfig that cannot be written is named before any work', async () => {
  mkdirSync(scene.kubeconfig);
  const ran = await scene.cli('up', '--yes');
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toContain(
    `kind cannot write the kubeconfig ${scene.kubeconfig} (from KUBECONFIG): it is a folder`,
  );
  expect(await scene.containers()).toEqual([]);
  rmSync(scene.kubeconfig, { recursive: true });
});

test.each([
  ['while the containers start', /Preparing nodes/],
  ['while the control plane starts', /Starting control-plane/],
])('a run that was killed %s: not proven; made again with --yes', async (_when, phase) => {
  await must([scene.program, 'down', '--yes'], { cwd: scene.dir, env: scene.env });
  const running = scene.startCli('up', '--verbose');
  await until(`${phase} is on the screen`, () => phase.test(running.output()));
  running.child.kill('SIGKILL');
  await running.ended;
  // An engine lists a container before it knows it by name.
  await until('the container is there', async () => (await run(['docker', 'inspect', node])).code === 0);
  expect(existsSync(mark)).toBe(true);
  const half = await idOf(node);

  // Without the mark it is as if kind itself had been interrupted.
  renameSync(mark, `${mark}.aside`);
  const unmarked = await scene.cli('up', '--yes', '--wait', '1s');
  expect(unmarked, unmarked.stderr).toMatchObject({ code: 3, stdout: '' });
  renameSync(`${mark}.aside`, mark);

  const refused = await scene.cli('up');
  expect(refused, refused.stderr).toMatchObject({ code: 3, stdout: '' });
  expect(refused.stderr).toContain('is only half made');
  expect(await idOf(node)).toBe(half);
  const ran = await scene.cli('up', '--yes');
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  expect(ran.stderr).toContain('is to be deleted and made again');
  expect(await idOf(node)).not.toBe(half);
  expect(existsSync(mark)).toBe(false);
  expect(readFileSync(scene.kubeconfig, 'utf8')).toContain(`current-context: kind-${scene.name}`);
});

test('a context that is not in the kubeconfig is written again', async () => {
  rmSync(scene.kubeconfig);
  const ran = await scene.cli('up');
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  expect(ran.stderr).toContain(`context kind-${scene.name} written to ${scene.kubeconfig}`);
  expect(readFileSync(scene.kubeconfig, 'utf8')).toContain(`current-context: kind-${scene.name}`);
});

test('a kind config that was edited after the creation is named; what is foreign in the state stays', async () => {
  const config = join(scene.dir, 'kind-config.yaml');
  writeFileSync(config, `${readFileSync(config, 'utf8')}# mine\n`);
  expect((await scene.cli('up')).stderr).toContain('was edited since the cluster was made');
  const foreign = join(scene.state, 'notes');
  writeFileSync(foreign, 'mine');
  const ran = await scene.cli('down', '--yes');
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  expect(ran.stderr).toContain(foreign);
  expect(readdirSync(scene.state)).toEqual(['notes']);
  rmSync(config);
});

test('of two runs with two state folders one makes the cluster, and the other takes nothing of it', async () => {
  const other = `${scene.stateHome}-other`;
  const dir = `${scene.dir}-other`;
  mkdirSync(dir);
  try {
    const kubeconfig = `${scene.kubeconfig}-other`;
    const env = { ...scene.env, XDG_STATE_HOME: other, KUBECONFIG: kubeconfig };
    const both: Ran[] = await Promise.all([
      scene.cli('up', '--yes'),
      start([scene.program, 'up', '--yes'], { cwd: dir, env }).ended,
    ]);
    const said = both.map(({ stderr }) => stderr).join('\n');
    expect(
      both.map(({ code }) => code).toSorted((x, y) => Number(x) - Number(y)),
      said,
    ).toEqual([0, 3]);
    expect(await scene.containers()).toEqual([node]);
    const loser = both.find(({ code }) => code === 3)?.stderr;
    expect(loser).toMatch(/another run|is taken by a container|exists/);
    const isUp = ['docker', 'exec', node, 'kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', 'get', 'nodes'];
    expect((await run(isUp)).code, said).toBe(0);
  } finally {
    for (const path of [other, dir, `${scene.kubeconfig}-other`]) rmSync(path, { recursive: true, force: true });
  }
});
