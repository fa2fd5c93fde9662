// Breakages of one real cluster: each is named by its cause, and --fix brings the cluster back with its auditing.
import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { doctor, fixAll } from './kit/doctor.ts';
import { must, setScene, until } from './kit/scene.ts';

const scene = setScene('doc-causes');
const manifests = '/etc/kubernetes/manifests';
const manifest = `${manifests}/kube-apiserver.yaml`;
const log = '/var/log/kubernetes/kube-apiserver-audit.log';
const fixCommand = `kind-audit doctor --fix --name ${scene.name}`;

beforeAll(async () => {
  const ran = await scene.cli('up', '--yes');
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
});
afterAll(() => scene[Symbol.asyncDispose]());

/** Changes the manifest with a sed program, in the proper way: written elsewhere, then renamed. */
async function editManifest(program: string): Promise<void> {
  await scene.inNode(`sed '${program}' ${manifest} > /etc/kubernetes/edited && mv /etc/kubernetes/edited ${manifest}`);
}

/** Waits until the doctor says this about a check. */
async function untilSaid(id: string, words: RegExp): Promise<void> {
  const isSaid = async (): Promise<boolean> => words.test((await doctor(scene)).check(id)?.evidence ?? '');
  await until(`${id} says ${words}`, isSaid, 120_000);
}

test('the kubelet stopped: warned of while the server runs, and started', async () => {
  await scene.inNode('systemctl stop kubelet');
  expect((await doctor(scene)).check('node-services')).toMatchObject({
    status: 'warn',
    evidence: 'kubelet is inactive: no container is started or ended',
    fix: fixCommand,
  });
  await fixAll(scene);
});

test('an expired certificate: named with its date, and made again', async () => {
  await scene.inNode(
    'cd /etc/kubernetes/pki && openssl req -new -key apiserver.key -subj /CN=kube-apiserver | ' +
      'openssl x509 -req -CA ca.crt -CAkey ca.key -not_before 20200101000000Z -not_after 20200102000000Z -out /tmp/old.crt && ' +
      'cp /tmp/old.crt apiserver.crt',
  );
  await untilSaid('api-server-ready', /apiserver\.crt expired on 2020-01-02/);
  await fixAll(scene);
});

test('a manifest with a tab: its line, and the broken one is kept', async () => {
  await editManifest(String.raw`3s/^/\t/`);
  expect((await doctor(scene)).check('manifest')).toMatchObject({
    status: 'fail',
    evidence: expect.stringMatching(/kube-apiserver\.yaml:3:1: tab characters/),
    fix: fixCommand,
  });
  await fixAll(scene);
  expect(await scene.inNode(`grep -rlP '^\\t' /etc/kubernetes/kind-audit-kept`)).toContain('kube-apiserver.yaml');
});

test('the log removed: the proof names that, not the policy, and what was in it is kept', async () => {
  const [line = ''] = (await scene.inNode(`head -n 1 ${log}`)).split('\n');
  const { auditID } = JSON.parse(line) as { auditID: string };
  await scene.inNode(`rm ${log}`);
  expect((await doctor(scene)).check('proof')).toMatchObject({
    status: 'fail',
    evidence: expect.stringContaining('the API server writes into a file that was removed'),
    fix: fixCommand,
  });
  await fixAll(scene);
  const isThere = async (): Promise<boolean> =>
    (await scene.inNode(`grep -l ${auditID} /var/log/kubernetes/* || true`)) !== '';
  await until('the removed log is there again', isThere, 30_000);
});

test('a policy that is a link: read where it leads, and what is missing is named', async () => {
  const [policy, real, aside] = ['audit-policy.yaml', 'real.yaml', 'aside.yaml'].map((name) =>
    join(scene.state, 'policies', name),
  ) as [string, string, string];
  renameSync(policy, real);
  symlinkSync('real.yaml', policy);
  const led = await doctor(scene);
  expect([led.code, led.all('fail')], led.stdout).toEqual([0, []]);
  renameSync(real, aside);
  expect((await doctor(scene)).check('policy-mounted')).toMatchObject({
    status: 'fail',
    evidence: expect.stringContaining('links to /etc/kubernetes/policies/real.yaml, which is not there'),
  });
  renameSync(aside, policy);
  await fixAll(scene);
});

test("the log's file system full: that one is named, and nothing of a person's is to be removed", async () => {
  await scene.inNode('mount -t tmpfs -o size=256k none /var/log/kubernetes');
  const report = await doctor(scene, '--check', 'disk');
  await scene.inNode('umount /var/log/kubernetes');
  expect(report.check('disk')).toMatchObject({
    status: 'fail',
    evidence: expect.stringContaining('free at /var/log/kubernetes'),
    fix: expect.stringMatching(/^make the file system of \/var\/log\/kubernetes larger, or lower --log-max-size/),
  });
  expect(report.check('disk')?.fix).not.toContain('prune');
  await fixAll(scene);
});

test('a second server under another name: moved out', async () => {
  await scene.inNode(
    `sed 's/name: "\\?kube-apiserver"\\?$/name: kube-apiserver2/; s/kube-apiserver-audit[.]log/other.log/' ${manifest} > ${manifests}/a-copy.yaml`,
  );
  expect((await doctor(scene)).check('stray-manifests')).toMatchObject({
    status: 'fail',
    evidence: expect.stringContaining('a-copy.yaml is a second kube-apiserver'),
    fix: fixCommand,
  });
  await fixAll(scene);
});

test('an argument that stops the server: it comes back as kubeadm was configured, and audits', async () => {
  await editManifest(String.raw`s/^\( *\)- "\?kube-apiserver"\?$/&\n\1- --audit-log-bogus=1/`);
  await untilSaid('api-server-ready', /unknown flag: --audit-log-bogus/);
  const report = await fixAll(scene);
  expect(report.stdout).toContain('with the audit arguments that kubeadm was given');
  expect(await scene.inNode(`cat ${manifest}`)).not.toContain('bogus');
});

test('off its network, and back', async () => {
  const node = `${scene.name}-control-plane`;
  await must(['docker', 'network', 'disconnect', 'kind', node]);
  expect((await doctor(scene)).check('api-server-ready')).toMatchObject({
    status: 'fail',
    evidence: `${node} is on no network: it has no address`,
    fix: `docker network connect kind ${node} && docker restart ${node}`,
  });
  await fixAll(scene);
});
