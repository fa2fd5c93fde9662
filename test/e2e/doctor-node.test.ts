// Nodes, manifests and engines that are wrong, on a real cluster.
import { dump, load } from 'js-yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { doctor, mended } from './kit/doctor.ts';
import { must, run, setScene } from './kit/scene.ts';

const scene = setScene('doc-node');
const node = `${scene.name}-control-plane`;
const manifests = '/etc/kubernetes/manifests';
const letFix = `kind-audit doctor --fix --name ${scene.name}`;

beforeAll(async () => {
  const ran = await scene.cli('up', '--yes');
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
});
afterAll(() => scene[Symbol.asyncDispose]());

interface Pod {
  spec: { containers: { command: string[]; volumeMounts: { name: string }[] }[]; volumes: { name: string }[] };
}

/** Changes the manifest as it is to be done: beside, then renamed in. */
async function editManifest(change: (pod: Pod) => void): Promise<void> {
  const pod = load(await scene.inNode(`cat ${manifests}/kube-apiserver.yaml`)) as Pod;
  change(pod);
  const script = `cat > /etc/kubernetes/edited && mv /etc/kubernetes/edited ${manifests}/kube-apiserver.yaml`;
  await must(['docker', 'exec', '--interactive', node, 'bash', '-c', script], { input: dump(pod) });
}

test('an engine that does not answer: one finding, the rest skipped, exit 3', async () => {
  const env = { ...scene.env, DOCKER_HOST: 'tcp://127.0.0.1:1' };
  const ran = await run([scene.program, 'doctor', '--json'], { cwd: scene.dir, env });
  expect(ran.code).toBe(3);
  const report = JSON.parse(ran.stdout) as {
    ok: boolean;
    checks: { id: string; status: string; evidence: string; fix: string }[];
  };
  expect(report.ok).toBe(false);
  const [first, ...rest] = report.checks;
  expect(first).toMatchObject({
    id: 'engine',
    status: 'fail',
    evidence: expect.stringContaining('tcp://127.0.0.1:1 (from DOCKER_HOST)'),
    fix: 'kind-audit setup',
  });
  expect(new Set(rest.map(({ status }) => status))).toEqual(new Set(['skip']));
});

test('a paused node', async () => {
  await must(['docker', 'pause', node]);
  const report = await doctor(scene);
  expect(report.code).toBe(1);
  expect(report.all('fail')).toEqual(['node-running']);
  expect(report.check('node-running')).toMatchObject({ evidence: `${node} is paused`, fix: `docker unpause ${node}` });
  expect(report.check('proof')).toMatchObject({ status: 'skip', evidence: 'the node is paused' });
  await mended(scene);
});

test('a backup in the manifests folder is moved out, nothing is lost', async () => {
  await scene.inNode(`cp ${manifests}/kube-apiserver.yaml ${manifests}/kube-apiserver.yaml.bak`);
  expect((await doctor(scene)).check('stray-manifests')).toMatchObject({
    status: 'fail',
    evidence: expect.stringContaining('kube-apiserver.yaml.bak is a second kube-apiserver'),
    fix: letFix,
  });
  await mended(scene);
  expect(await scene.inNode('ls /etc/kubernetes/kind-audit-kept/*/')).toContain('kube-apiserver.yaml.bak');
});

test('the volume of the policy removed', async () => {
  await editManifest(({ spec }) => {
    spec.volumes = spec.volumes.filter(({ name }) => name !== 'audit-policies');
  });
  expect((await doctor(scene)).check('manifest')).toMatchObject({
    status: 'fail',
    evidence: expect.stringMatching(/--audit-policy-file=\S+ is in no mounted volume.*the volume audit-policies/),
    fix: letFix,
  });
  await mended(scene);
});

test('the API server stopped: its manifest is gone', async () => {
  await scene.inNode(`rm ${manifests}/kube-apiserver.yaml && kill -KILL $(pgrep --exact kube-apiserver)`);
  const report = await doctor(scene);
  expect(report.check('manifest')).toMatchObject({
    status: 'fail',
    evidence: expect.stringContaining('kube-apiserver.yaml is not there'),
    fix: letFix,
  });
  expect(report.check('api-server-ready')).toMatchObject({
    status: 'fail',
    evidence: 'no API server runs: it has no manifest',
    fix: letFix,
  });
  await mended(scene);
});
