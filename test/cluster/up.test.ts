// The verb `up` against fakes: what it plans, writes, rejects and undoes.
import { expect, test } from 'vitest';
import { up, type UpRequest } from '../../src/cluster/up.ts';
import { resolveSettings, type ClusterRequest } from '../../src/cluster/settings.ts';
import { Problem } from '../../src/core/problem.ts';
import { controlPlane, fakeEngine } from '../kit/engine.ts';
import { textOf } from '../kit/files.ts';
import { runCli } from '../kit/run-cli.ts';
import { fakeWorld } from '../kit/world.ts';
import { metadata, presetFiles, scene, type Scene } from './scene.ts';

const settle: Omit<UpRequest, 'settings'> = {
  force: false,
  ask: false,
  yes: false,
  retain: false,
  skipPolicyCheck: false,
  waitMs: null,
  async change() {
    throw new Error('a change that was not expected');
  },
};

async function run(
  { world }: Scene,
  request: Partial<ClusterRequest> = {},
  more: Partial<typeof settle> = {},
): ReturnType<typeof up> {
  return up(world, { settings: await resolveSettings(world, { name: 'kind', ...request }), ...settle, ...more });
}

const commands = ({ world }: Scene): string[] => world.ran.map((argv) => argv.slice(0, 3).join(' '));

test('makes the files, the cluster, and proves it', async () => {
  const it = scene();
  const proven = await run(it);
  expect(proven).toMatchObject({
    cluster: 'kind',
    created: true,
    context: 'kind-kind',
    policy: '/project/audit-policy.yaml',
  });
  expect(proven.evidence).toEqual([{ node: 'kind-control-plane', text: expect.stringContaining('kind-audit-proof-') }]);
  expect(it.world.disk.get('/project/audit-policy.yaml')?.data).toBe(metadata);
  expect(it.world.disk.get('/home/person/.local/state/kind-audit/clusters/kind/policies/audit-policy.yaml')?.data).toBe(
    metadata,
  );
  expect(it.world.ran.find((argv) => argv[1] === 'create')).toEqual([
    'kind',
    'create',
    'cluster',
    '--name',
    'kind',
    '--config',
    '/project/kind-config.yaml',
    '--retain',
  ]);
  expect(it.world.disk.has('/home/person/.local/state/kind-audit/locks/kind.lock')).toBe(false);
});

test('a second time changes nothing and proves it again', async () => {
  const it = scene();
  await run(it);
  const disk = JSON.stringify([...it.world.disk]);
  const ran = it.world.ran.length;
  expect(await run(it)).toMatchObject({ created: false });
  expect(commands(it).slice(ran)).toEqual(['kind version']);
  expect(JSON.stringify([...it.world.disk])).toBe(disk);
});

test('a second time with other settings lists the differences and changes nothing', async () => {
  const it = scene();
  await run(it);
  await expect(run(it, { workers: 2, logMaxSize: 5 })).rejects.toMatchObject({
    code: 'cluster-differs',
    details:
      'workers: is 0, asked for 2 (only a new cluster can have that)\n--audit-log-maxsize: is 100, asked for 5 (can be changed)',
  });
});

test('a second time with an edited policy says so', async () => {
  const it = scene();
  await run(it);
  it.world.disk.set('/project/audit-policy.yaml', { data: `${metadata}# edited\n`, mode: 0o644 });
  await expect(run(it)).rejects.toMatchObject({ code: 'cluster-differs', details: expect.stringContaining('policy:') });
});

test('undoes everything when kind fails', async () => {
  const it = scene({ kind: () => ({ exitCode: 1, stderr: 'ERROR: node(s) already exist' }) });
  const before = JSON.stringify([...it.world.disk]);
  await expect(run(it)).rejects.toMatchObject({
    code: 'create-failed',
    details: expect.stringContaining('already exist'),
  });
  expect(commands(it)).toContain('kind delete cluster');
  expect(JSON.stringify([...it.world.disk])).toBe(before);
});

test('keeps the broken cluster with retain', async () => {
  const it = scene({ kind: () => ({ exitCode: 1 }) });
  await expect(run(it, {}, { retain: true })).rejects.toThrow('kind could not create');
  expect(commands(it)).not.toContain('kind delete cluster');
  expect(it.engine.containers).toHaveLength(1);
});

test('keeps a sound cluster whose proof fails', async () => {
  const it = scene({ node: (_name, argv) => (argv[3] === 'proof' ? { exitCode: 1 } : undefined) });
  await expect(run(it)).rejects.toMatchObject({ code: 'proof-failed' });
  expect(it.engine.containers).toHaveLength(1);
});

test('rejects a bad policy before anything is made, with its line', async () => {
  const it = scene({ files: { '/project/p.yaml': 'apiVersion: audit.k8s.io/v1\nrules:\n- level: Metdata\n' } });
  await expect(run(it, { policy: 'p.yaml' })).rejects.toMatchObject({
    code: 'policy-refused',
    message: 'the API server would reject this policy: p.yaml:3: "Metdata" is not a level',
  });
  expect(commands(it)).toEqual(['kind version']);
  expect(it.world.disk.has('/project/audit-policy.yaml')).toBe(false);
});

test("does not overwrite the user's policy or kind config without asking", async () => {
  const mine = `${metadata}# mine\n`;
  const it = scene({ files: { '/project/audit-policy.yaml': mine } });
  await expect(run(it, { policy: 'gce' })).rejects.toMatchObject({
    code: 'file-changed',
    hint: expect.stringContaining('--force'),
  });
  expect(it.world.disk.get('/project/audit-policy.yaml')?.data).toBe(mine);
  await run(it, { policy: 'gce' }, { force: true });
  expect(it.world.disk.get('/project/audit-policy.yaml')?.data).toBe(presetFiles['/templates/policies/gce.yaml']);
  const other = scene({ files: { '/project/kind-config.yaml': 'kind: Cluster\n' } });
  await expect(run(other)).rejects.toMatchObject({
    code: 'file-changed',
    details: expect.stringContaining(' kind: Cluster'),
  });
});

test('replaces its own unchanged files without a word', async () => {
  const it = scene({ files: { '/project/audit-policy.yaml': presetFiles['/templates/policies/gce.yaml'] ?? '' } });
  await run(it, { policy: 'metadata' });
  expect(it.world.disk.get('/project/audit-policy.yaml')?.data).toBe(metadata);
});

test('uses a policy in UTF-16 as the API server does, byte for byte, and says once that nothing changes', async () => {
  const mine = Buffer.from(`\uFEFF${metadata}`, 'utf16le');
  const it = scene({ files: { '/project/audit-policy.yaml': mine } });
  await run(it);
  expect(
    it.world.disk.get('/home/person/.local/state/kind-audit/clusters/kind/policies/audit-policy.yaml')?.data,
  ).toEqual(mine);
  expect(it.world.disk.get('/project/audit-policy.yaml')?.data).toBe(mine);
});

test('refuses a policy whose bytes are no text, as lint does', async () => {
  const it = scene({
    files: { '/project/audit-policy.yaml': Buffer.concat([Buffer.from(metadata), Buffer.of(0xff)]) },
  });
  await expect(run(it)).rejects.toMatchObject({
    code: 'policy-refused',
    message: expect.stringContaining('the file is not valid UTF-8 or UTF-16'),
  });
});

test('uses the policy that is in the folder', async () => {
  const mine = `${metadata}# mine\n`;
  const it = scene({ files: { '/project/audit-policy.yaml': mine } });
  await run(it);
  expect(it.world.disk.get('/home/person/.local/state/kind-audit/clusters/kind/policies/audit-policy.yaml')?.data).toBe(
    mine,
  );
});

test('says what is missing: engine, kind, image', async () => {
  const engineless = fakeWorld({
    programs: { kind: '/usr/bin/kind' },
    command: () => ({ stdout: 'kind v0.33.0' }),
    files: presetFiles,
  });
  await expect(run({ world: engineless, engine: fakeEngine() })).rejects.toMatchObject({ code: 'engine-unreachable' });
  const it = scene();
  const kindless = { ...it.world, exec: { ...it.world.exec, which: async () => null } };
  await expect(run({ ...it, world: kindless })).rejects.toMatchObject({
    code: 'kind-missing',
    hint: 'kind-audit setup',
  });
  const imageless = fakeEngine({ registry: 'unreachable' });
  await expect(run({ ...it, world: { ...it.world, engine: async () => imageless } })).rejects.toMatchObject({
    code: 'image-missing',
    hint: 'kind-audit image build',
  });
});

test('prefers an image that was built here', async () => {
  const it = scene();
  const engine = fakeEngine({
    images: {
      'kindest/node:v1.35.0': { id: 'a', labels: {} },
      'kindest/node:v1.36.3': { id: 'b', labels: { 'io.kind-audit.inputs': 'x' } },
    },
    registry: 'unreachable',
    script: () => undefined,
  });
  const world = { ...it.world, engine: async () => engine };
  await expect(run({ world, engine })).rejects.toBeInstanceOf(Problem);
  const step = it.world.events.find((event) => event.type === 'step-done' && event.id === 'preflight');
  expect(step).toMatchObject({ text: expect.stringContaining('kindest/node:v1.36.3') });
});

test('a stopped cluster is named, not touched', async () => {
  const it = scene();
  it.engine.containers.push({ ...controlPlane('kind'), running: false, state: 'exited' });
  await expect(run(it)).rejects.toMatchObject({
    code: 'node-stopped',
    hint: expect.stringContaining('docker start kind-control-plane'),
  });
});

test('looks while kind still works, once; what failed early is looked at again', async () => {
  let proofs = 0;
  const installing = (): { exitCode: number; stderr: string } => ({ exitCode: 0, stderr: ' • Installing CNI 🔌  ...' });
  const count = (argv: readonly string[]): void => void (argv[3] === 'proof' && (proofs += 1));
  const good = scene({ kind: installing, node: (_name, argv) => (count(argv), undefined) });
  await run(good);
  expect(proofs).toBe(1);
  const late = { type: 'detail', text: 'kind did not print "Installing CNI": the checks begin only now' };
  expect(good.world.events).not.toContainEqual(late);
  const renamed = scene({ kind: () => ({ exitCode: 0, stderr: ' • Adding a network ...' }) });
  await run(renamed);
  expect(renamed.world.events).toContainEqual(late);
  let first = true;
  const tooEarly = scene({
    kind: installing,
    node: (_name, argv) => {
      if (argv[3] !== 'ready' || !first) return undefined;
      first = false;
      return { exitCode: 1 };
    },
  });
  expect(await run(tooEarly)).toMatchObject({ created: true });
});

test('an edited kind config: kind itself can use it; what up would do, --dry-run says', async () => {
  const edited = 'kind: Cluster\n# mine\n';
  const it = scene({ files: { '/project/kind-config.yaml': edited } });
  for (const line of ['up --yes', 'up --dry-run']) {
    const ran = await runCli(line, { world: it.world });
    expect([ran.code, it.world.disk.get('/project/kind-config.yaml')?.data]).toEqual([2, edited]);
    expect(ran.stderr).toContain('kind create cluster --name kind --config /project/kind-config.yaml');
    expect(ran.stderr).toContain('to lose the change: kind-audit up --name kind --dir /project --force');
  }
  expect((await runCli('up --dry-run --force', { world: it.world })).code).toBe(0);
});

test('a kind config that was edited after the creation is not in effect, and that is said', async () => {
  const it = scene();
  await run(it);
  expect(JSON.stringify(it.world.events)).not.toContain('was edited');
  const config = '/project/kind-config.yaml';
  it.world.disk.set(config, { data: `${textOf(it.world.disk.get(config))}# mine\n`, mode: 0o644 });
  expect(await run(it)).toMatchObject({ created: false });
  expect(JSON.stringify(it.world.events)).toContain(
    'was edited since the cluster was made, and kind reads it only then',
  );
  expect(textOf(it.world.disk.get(config))).toContain('# mine');
});

test('--dry-run says that up would refuse a cluster with other settings, and needs no files for one that is there', async () => {
  const it = scene();
  await run(it);
  const other = await runCli('up --dry-run --workers 1', { world: it.world });
  expect([other.code, other.stderr]).toEqual([3, expect.stringContaining('exists with other settings')]);
  const same = await runCli('up --dry-run', { world: it.world });
  expect([same.code, same.stdout]).toEqual([0, expect.not.stringContaining('kind-config.yaml')]);
});

test('a name that another run takes in the meantime is that, and not a mystery', async () => {
  const stderr =
    'ERROR: failed to create cluster: command "docker run …" failed\n\nCommand Output: docker: Error response from daemon: Conflict. The container name "/kind-control-plane" is already in use by container "1f".';
  const it = scene({ kind: () => ({ exitCode: 1, stderr }) });
  await expect(run(it)).rejects.toMatchObject({
    message: 'another run has made kind-control-plane in the meantime: kind ended with 1',
    hint: expect.stringContaining('wait for it to end, then: kind-audit up --name kind --dir /project'),
  });
  const late = scene({
    kind: () => ({ exitCode: 1, stderr: 'ERROR: node(s) already exist for a cluster with the name "kind"' }),
  });
  await expect(run(late)).rejects.toThrow('another run has made nodes of "kind" in the meantime');
});

test("kind's own words are in the headline, and the hint makes the same cluster", async () => {
  const it = scene({
    kind: () => ({ exitCode: 1, stderr: 'ERROR: failed to create cluster: could not find a log line' }),
  });
  await expect(run(it, { workers: 2, policy: 'gce' })).rejects.toMatchObject({
    message: 'kind could not create the cluster: could not find a log line: kind ended with 1',
    hint: 'kind-audit up --name kind --dir /project --policy gce --workers 2 --retain --verbose',
  });
});
