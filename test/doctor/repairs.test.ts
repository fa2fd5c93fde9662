// Repairs on control planes in memory: what is kept, what is undone, and which policy is chosen.
import { expect, test } from 'vitest';
import { goodPolicy as choosePolicy } from '../../src/doctor/good-policy.ts';
import { deployPolicy } from '../../src/doctor/repairs/deploy-policy.ts';
import { fixManifest, wantedAuditing } from '../../src/doctor/repairs/fix-manifest.ts';
import { moveStrays } from '../../src/doctor/repairs/move-strays.ts';
import { recoverApiServer } from '../../src/doctor/repairs/recover-api-server.ts';
import { API_SERVER_MANIFEST, MANIFESTS_DIR } from '../../src/kind/paths.ts';
import { markOf } from '../../src/kind/edit-manifest.ts';
import { manifestsOf } from '../kit/control-planes.ts';
import { parseApiServerManifest as parse } from '../../src/kind/api-server-manifest.ts';
import { readPod } from '../../src/kind/pod-manifest.ts';
import { badPolicy, goodPolicy, manifestText, fakeTarget, policyFiles } from './fake-target.ts';
import { carryOut, failure, memoryCluster, type MemoryCluster, type MemoryClusterOptions } from './memory-cluster.ts';

const { project, deployed, worked, kept } = policyFiles;
const old = `${goodPolicy}# old\n`;
const stamp = '2026-11-21T00-00-00-000-0000';
const three = { suffixes: ['', '2', '3'] };

const argumentsOf = (text: string): string[] => {
  const read = readPod(text);
  return 'pod' in read ? (read.container.command ?? []).slice(1) : [];
};

const deploy = async (it: MemoryCluster): ReturnType<typeof carryOut> =>
  carryOut(it, deployPolicy(it.target, await choosePolicy(it.target)));
const policies = ({ nodes }: MemoryCluster): unknown[] => nodes.map(({ policy }) => policy);

test('deploying keeps the old policy, restarts every server, and remembers what works', async () => {
  const it = memoryCluster({ [project]: goodPolicy, [deployed]: old }, three);
  expect(await deploy(it)).toEqual({ ok: true });
  expect([it.read(deployed), it.read(worked)]).toEqual([goodPolicy, goodPolicy]);
  expect(it.read(`${kept}/${stamp}/audit-policy.yaml`)).toBe(old);
  expect(policies(it)).toEqual([goodPolicy, goodPolicy, goodPolicy]);
  expect(it.nodes.map(({ files }) => markOf(files.get(API_SERVER_MANIFEST) ?? ''))).toEqual([stamp, stamp, stamp]);
  expect(it.nodes[0]?.files.get(`/etc/kubernetes/kind-audit-kept/${stamp}/kube-apiserver.yaml`)).toBe(manifestText());
});

test('a policy with which a server does not start is reverted on the nodes that were restarted, and on no other', async () => {
  const works = (policy: string, node: string): boolean => policy === old || !node.endsWith('2');
  const it = memoryCluster({ [project]: goodPolicy, [deployed]: old }, { ...three, works });
  const outcome = await deploy(it);
  expect(failure(outcome)).toContain('the API server of kind-control-plane2 did not become ready');
  expect(outcome).toMatchObject({ undone: expect.arrayContaining(['Put the policy in place']), left: [] });
  expect(it.read(deployed)).toBe(old);
  expect(policies(it)).toEqual([old, old, old]);
  expect(it.nodes.map(({ starts }) => starts)).toEqual([2, 2, 0]);
});

test('where one node cannot be undone, the others are, and it is named', async () => {
  const works = (policy: string, node: string): boolean => policy === old || !node.endsWith('3');
  const it = memoryCluster({ [project]: goodPolicy, [deployed]: old }, { ...three, works });
  const [, second] = it.nodes;
  // Its manifest is lost once it was restarted with the new policy.
  const engine = await it.target.world.engine();
  const node = engine.node.bind(engine);
  engine.node = (container) => {
    const real = node(container);
    if (!container.name.endsWith('2')) return real;
    return {
      ...real,
      run: async (argv, options) =>
        argv[3] === 'replace' && second?.starts === 1
          ? { argv, exitCode: 1, stdout: '', stderr: 'no space left', missing: false, timedOut: false }
          : real.run(argv, options),
    };
  };
  expect(await deploy(it)).toMatchObject({
    undone: [
      'Restart the API server of kind-control-plane3',
      'Restart the API server of kind-control-plane',
      'Put the policy in place',
    ],
    left: [expect.stringMatching(/"Restart the API server of kind-control-plane2": cannot replace the manifest/)],
  });
  expect(policies(it)).toEqual([old, goodPolicy, old]);
  expect(it.read(deployed)).toBe(old);
});

test('where there was no policy, a new one that breaks a server stays, and that is reported', async () => {
  const it = memoryCluster({ [project]: goodPolicy }, { works: () => false });
  expect(await deploy(it)).toMatchObject({
    ok: false,
    left: [`could not undo "Put the policy in place": the new policy stays in ${deployed}: there was none before`],
  });
  expect(it.read(deployed)).toBe(goodPolicy);
});

test('a folder in place of the policy is moved to the kept files', async () => {
  const it = memoryCluster({ [project]: goodPolicy, [`${deployed}/inside`]: 'x' });
  expect(await deploy(it)).toEqual({ ok: true });
  expect(it.read(deployed)).toBe(goodPolicy);
  expect(it.read(`${kept}/${stamp}/audit-policy.yaml/inside`)).toBe('x');
});

test('the project policy is chosen when it is sound, else the last that worked, else none', async () => {
  const chosen = async (files: Record<string, string>): Promise<string | undefined> =>
    (await choosePolicy(fakeTarget({ policy: policyFiles, world: { files } })))?.what;
  expect(await chosen({ [project]: goodPolicy, [worked]: goodPolicy })).toBe("the project's policy");
  expect(await chosen({ [project]: badPolicy, [worked]: goodPolicy })).toBe('the last policy that worked');
  expect(await chosen({ [project]: badPolicy })).toBeUndefined();
});

async function recovered(
  files: Record<string, string>,
  options: MemoryClusterOptions,
): Promise<MemoryCluster & { text: string }> {
  const it = memoryCluster(files, options);
  const [node] = it.target.controlPlanes;
  if (node === undefined) throw new Error('no node');
  const outcome = await carryOut(it, recoverApiServer(node, it.target, 'loading audit policy file: x'));
  const done = it.target.world.events.find((event) => event.type === 'step-done');
  return { ...it, text: done?.type === 'step-done' ? (done.text ?? '') : failure(outcome) };
}

test('a server that is down comes back with the last policy that worked', async () => {
  const it = await recovered({ [worked]: goodPolicy, [deployed]: badPolicy }, { works: (text) => text === goodPolicy });
  expect(it.text).toContain('with the last policy that worked; the one before is kept in');
  expect(it.read(deployed)).toBe(goodPolicy);
  expect(policies(it)).toEqual([goodPolicy]);
});

test('where no policy works, it comes back without auditing, and the deployed policy is unchanged', async () => {
  const it = await recovered({ [worked]: goodPolicy, [deployed]: badPolicy }, { works: () => false });
  expect(it.text).toMatch(/^WITHOUT AUDITING: the last policy that worked did not work/);
  expect(it.nodes[0]?.files.get(API_SERVER_MANIFEST)).not.toMatch(/--audit-(?:log|policy)/);
  expect(it.read(deployed)).toBe(badPolicy);
  expect(policies(it)).toEqual([null]);
});

test('a manifest that does not come up is put back', async () => {
  const it = memoryCluster({ [deployed]: goodPolicy }, { manifest: manifestText([]), works: () => false });
  const [node] = it.target.controlPlanes;
  if (node === undefined) throw new Error('no node');
  const wanted = wantedAuditing((await it.target.inspect(node)).kubeadm);
  if (wanted === null) throw new Error('nothing to put back');
  const outcome = await carryOut(it, fixManifest(node, { wanted }, it.target.world));
  expect(failure(outcome)).toContain('did not become ready');
  expect(outcome).toMatchObject({ left: [] });
  expect(it.nodes[0]).toMatchObject({ policy: null, starts: 2 });
  expect(it.nodes[0]?.files.get(API_SERVER_MANIFEST)).not.toContain('--audit-policy-file');
});

const broken = [
  '',
  'spec:\n\tcontainers: []\n',
  'kind: Pod\nspec: {containers: []}\n',
  'kind: Pod\nspec: {containers: [{command: 5}]}\n',
  'kind: Pod\nspec: {containers: 7}\n',
  '- a\n',
  '{{',
];

test.each(broken)('a manifest that cannot be read is written again, and kept: %j', async (manifest) => {
  const it = memoryCluster({ [deployed]: goodPolicy }, { manifest });
  const [node] = it.target.controlPlanes;
  const [inMemory] = it.nodes;
  if (node === undefined || inMemory === undefined) throw new Error('no node');
  const wanted = wantedAuditing((await it.target.inspect(node)).kubeadm);
  if (wanted === null) throw new Error('nothing to put back');
  expect(await carryOut(it, fixManifest(node, { wanted }, it.target.world))).toEqual({ ok: true });
  expect(inMemory.policy).toBe(goodPolicy);
  expect(inMemory.files.get(`/etc/kubernetes/kind-audit-kept/${stamp}/kube-apiserver.yaml`)).toBe(manifest);
});

test.each(broken)(
  'a manifest that cannot be read is put back where the new one does not come up: %j',
  async (manifest) => {
    const it = memoryCluster({ [deployed]: goodPolicy }, { manifest, works: () => false });
    const [node] = it.target.controlPlanes;
    if (node === undefined) throw new Error('no node');
    const wanted = wantedAuditing((await it.target.inspect(node)).kubeadm);
    if (wanted === null) throw new Error('nothing to put back');
    expect(await carryOut(it, fixManifest(node, { wanted }, it.target.world))).toMatchObject({ ok: false, left: [] });
    expect(it.nodes[0]?.files.get(API_SERVER_MANIFEST)).toBe(manifest);
  },
);

test.each([
  ['an argument with a value that the server rejects', '--audit-log-maxsize=huge'],
  ['an argument that no server knows', '--audit-log-bogus=1'],
  ['a webhook whose file is not there', '--audit-webhook-config-file=/nope.yaml'],
  ['an argument in two words', '--audit-webhook-config-file,/nope.yaml'],
  ['an argument with underscores', '--audit_webhook_config_file=/nope.yaml'],
])('a server that %s stopped comes back as kubeadm was configured, and audits', async (_what, word) => {
  const it = memoryCluster({ [deployed]: goodPolicy }, { manifest: manifestText() });
  const [node] = it.target.controlPlanes;
  const [inMemory] = it.nodes;
  if (node === undefined || inMemory === undefined) throw new Error('no node');
  const words = [...argumentsOf(manifestText()), ...word.split(',')];
  const text = manifestText(words);
  const target = { ...it.target, survey: async () => ({ ...(await it.target.survey(node)), manifest: parse(text) }) };
  inMemory.files.set(API_SERVER_MANIFEST, text);
  inMemory.policy = undefined;
  inMemory.starts = 0;
  inMemory.accepts = (manifest) => !manifest.includes(word.split(',')[0] ?? '');
  expect(await carryOut(it, recoverApiServer(node, target, 'unknown flag'))).toEqual({ ok: true });
  expect(inMemory.policy).toBe(goodPolicy);
  const now = argumentsOf(inMemory.files.get(API_SERVER_MANIFEST) ?? '');
  expect(now.toSorted()).toEqual(argumentsOf(manifestText()).toSorted());
  expect(inMemory.files.get(`/etc/kubernetes/kind-audit-kept/${stamp}/kube-apiserver.yaml`)).toBe(text);
});

test('strays are moved to a folder outside the manifests', async () => {
  const it = memoryCluster({ [deployed]: goodPolicy });
  const [node] = it.target.controlPlanes;
  if (node === undefined) throw new Error('no node');
  const [inMemory] = it.nodes;
  inMemory?.files.set(`${MANIFESTS_DIR}/a.bak`, 'stray');
  expect(await carryOut(it, moveStrays(node, ['a.bak', 'gone.bak'], it.target.world))).toEqual({ ok: true });
  expect(inMemory === undefined ? [] : manifestsOf(inMemory)).toEqual(['kube-apiserver.yaml']);
  expect(inMemory?.files.get(`/etc/kubernetes/kind-audit-kept/${stamp}/a.bak`)).toBe('stray');
});
