// Nodes, manifests and engines that are wrong, on a real cluster.
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { doctor, fixAll } from './kit/doctor.ts';
import { engineTest, withoutEngine } from './kit/own-engine.ts';
import { must, run, setScene, until } from './kit/scene.ts';
import { buildWorkloadImage, WORKLOAD_IMAGE } from './kit/workload.ts';

const scene = setScene('doc-node');
const node = `${scene.name}-control-plane`;
const manifests = '/etc/kubernetes/manifests';
const fixCommand = `kind-audit doctor --fix --name ${scene.name}`;

beforeAll(async () => {
  const ran = await scene.cli('up', '--yes');
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
});
afterAll(() => scene[Symbol.asyncDispose]());

interface Pod {
  spec: { containers: { command: string[]; volumeMounts: { name: string }[] }[]; volumes: { name: string }[] };
}

/** Changes the manifest in the proper way: written elsewhere, then renamed. */
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
    checks: { id: string; status: string; evidence: { text: string }[]; fix: string }[];
  };
  expect(report.ok).toBe(false);
  const [first, ...rest] = report.checks;
  expect(first).toMatchObject({
    id: 'engine',
    status: 'fail',
    evidence: [{ text: expect.stringContaining('tcp://127.0.0.1:1 (from DOCKER_HOST)') }],
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
  await fixAll(scene);
});

test('a stopped node', async () => {
  await must(['docker', 'stop', '--time', '1', node]);
  const report = await doctor(scene);
  expect(report.all('fail')).toEqual(['node-running']);
  expect(report.check('node-running')).toMatchObject({ evidence: `${node} is exited`, fix: `docker start ${node}` });
  await fixAll(scene);
});

test('a backup in the manifests folder is moved out, nothing is lost', async () => {
  await scene.inNode(`cp ${manifests}/kube-apiserver.yaml ${manifests}/kube-apiserver.yaml.bak`);
  expect((await doctor(scene)).check('stray-manifests')).toMatchObject({
    status: 'fail',
    evidence: expect.stringContaining('kube-apiserver.yaml.bak is a second kube-apiserver'),
    fix: fixCommand,
  });
  await fixAll(scene);
  expect(await scene.inNode('ls /etc/kubernetes/kind-audit-kept/*/')).toContain('kube-apiserver.yaml.bak');
});

test('the volume of the policy removed', async () => {
  await editManifest(({ spec }) => {
    spec.volumes = spec.volumes.filter(({ name }) => name !== 'audit-policies');
  });
  expect((await doctor(scene)).check('manifest')).toMatchObject({
    status: 'fail',
    evidence: expect.stringMatching(/--audit-policy-file=\S+ is in no mounted volume.*the volume audit-policies/),
    fix: fixCommand,
  });
  await fixAll(scene);
});

test('a webhook: reached while it runs, and named when it does not', async () => {
  const receiver = `${scene.name}-receiver`;
  const server = 'http://127.0.0.1:18099/cgi-bin/audit';
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'audit',
    contexts: [{ name: 'audit', context: { cluster: 'audit', user: '' } }],
    clusters: [{ name: 'audit', cluster: { server } }],
  };
  const words = [
    '--audit-webhook-config-file=/etc/kubernetes/policies/webhook.yaml',
    '--audit-webhook-batch-max-wait=1s',
  ];
  await buildWorkloadImage(node);
  writeFileSync(join(scene.state, 'policies/webhook.yaml'), JSON.stringify(kubeconfig));
  const inNetworkOfNode = ['--network', `container:${node}`];
  await must(
    ['docker', 'run', '--detach', '--name', receiver, ...inNetworkOfNode, WORKLOAD_IMAGE].concat([
      'httpd',
      '-f',
      '-p',
      '127.0.0.1:18099',
      '-h',
      '/',
    ]),
  );
  try {
    await editManifest(({ spec }) => spec.containers[0]?.command.push(...words));
    const received = async (): Promise<boolean> =>
      (await run(['docker', 'exec', receiver, 'cat', '/received'])).stdout.includes('"kind":"EventList"');
    await until('the webhook has received events', received, 90_000);
    expect((await doctor(scene, '--check', 'webhook')).check('webhook')).toMatchObject({
      status: 'ok',
      evidence: `${server} answers`,
    });
    await must(['docker', 'rm', '--force', receiver]);
    expect((await doctor(scene, '--check', 'webhook')).check('webhook')).toMatchObject({
      status: 'fail',
      evidence: `nothing answers at ${server}; this name means the node itself, not your machine`,
      fix: expect.stringContaining(`curl -kv ${server}`),
    });
  } finally {
    await run(['docker', 'rm', '--force', receiver]);
    await editManifest(({ spec }) => {
      for (const container of spec.containers)
        container.command = container.command.filter((word) => !words.includes(word));
    });
  }
  // Until the kubelet has read the manifest, the old server still answers.
  const isWithout = 'pid=$(pgrep --exact kube-apiserver) && ! grep --quiet --text audit-webhook "/proc/$pid/cmdline"';
  const isBack = async (): Promise<boolean> =>
    (await run(['docker', 'exec', node, 'bash', '-c', isWithout])).code === 0 &&
    (await doctor(scene, '--check', 'api-server-ready')).code === 0;
  await until('the API server is back without the webhook', isBack, 90_000);
});

test('a policy that was replaced unnoticed: the log does not agree with it', async () => {
  const deployed = join(scene.state, 'policies/audit-policy.yaml');
  const good = readFileSync(deployed, 'utf8');
  // The modification time is unchanged: only the log shows it.
  const { atime, mtime } = statSync(deployed);
  writeFileSync(deployed, good.replace('level: Metadata', 'level: Request'));
  utimesSync(deployed, atime, mtime);
  const report = await doctor(scene);
  expect(report.all('fail'), report.stdout).toEqual(['log-agrees']);
  expect(report.check('log-agrees')).toMatchObject({
    evidence: expect.stringMatching(
      /events? (?:is|are) not what the policy decides: .*level Metadata, and rule \d+ decides on level Request/,
    ),
    fix: fixCommand,
  });
  const after = await doctor(scene, '--fix', '--yes');
  expect(after.check('log-agrees'), after.stdout.slice(-6000)).toMatchObject({ status: 'ok' });
  writeFileSync(deployed, good);
  await fixAll(scene);
});

test('the API server stopped: its manifest is gone', async () => {
  await scene.inNode(`rm ${manifests}/kube-apiserver.yaml && kill -KILL $(pgrep --exact kube-apiserver)`);
  const report = await doctor(scene);
  expect(report.check('manifest')).toMatchObject({
    status: 'fail',
    evidence: expect.stringContaining('kube-apiserver.yaml is not there'),
    fix: fixCommand,
  });
  expect(report.check('api-server-ready')).toMatchObject({
    status: 'fail',
    evidence: expect.stringContaining('no API server runs: it has no manifest'),
    fix: fixCommand,
  });
  await fixAll(scene);
});

engineTest(
  'the engine stopped: it is started again, and the cluster with it',
  async () => {
    await withoutEngine(scene, 'SIGTERM', async () => {
      const stopped = await doctor(scene);
      expect([stopped.code, stopped.all('fail')]).toEqual([3, ['engine']]);
      expect(stopped.check('engine')?.fix).toBe('kind-audit setup');
    });
    // The node comes back through its restart policy, or the doctor starts it.
    const isWhole = async (): Promise<boolean> => (await doctor(scene, '--fix', '--yes')).code === 0;
    await until('the cluster is whole again', isWhole, 120_000);
  },
  200_000,
);
