// A cluster made by hand after the kind guide: what the guide leaves open is found, and an API server that is down is brought back.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createByHand, guideConfig } from './kit/by-hand.ts';
import { crashApiServer, doctor } from './kit/doctor.ts';
import { must, run, setScene, until } from './kit/scene.ts';

const scene = setScene('doc-hand');
const node = `${scene.name}-control-plane`;
const policy = join(scene.dir, 'audit-policy.yaml');
const good = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n';

// The guide's configuration; in addition the log is mounted as a single file, and the kubelet is set up for this host.
const config = guideConfig('./audit-policy.yaml', './audit.log');

beforeAll(async () => {
  writeFileSync(policy, good);
  writeFileSync(join(scene.dir, 'audit.log'), '');
  await createByHand(scene, config);
});
afterAll(() => scene[Symbol.asyncDispose]());

test('the log as a single file, and no rotation', async () => {
  const report = await doctor(scene);
  expect(report.code).toBe(1);
  expect(report.all('fail'), report.stdout).toEqual(['log-folder']);
  expect(report.check('log-folder')).toMatchObject({
    evidence:
      '/var/log/kubernetes/kube-apiserver-audit.log is mounted as a single file: it cannot be rotated, and stops growing at its maximum size',
    fix: expect.stringContaining('mount the folder /var/log/kubernetes in kind-config.yaml'),
  });
  expect(report.check('log-retention')).toMatchObject({
    status: 'warn',
    evidence: expect.stringContaining('--audit-log-maxage, --audit-log-maxbackup, --audit-log-maxsize not set'),
  });
  expect(report.check('policy-copies')?.status).toBe('skip');
  expect(report.check('proof')?.status).toBe('ok');
  // What cannot be fixed safely is left alone.
  expect(report.all('fail')).toEqual((await doctor(scene, '--fix', '--yes')).all('fail'));
});

test('the node does not see a policy that was replaced on the host: the mount is stale', async () => {
  expect((await doctor(scene, '--check', 'stale-mount')).check('stale-mount')?.status).toBe('warn');
  writeFileSync(`${policy}.new`, `${good}# edited\n`);
  renameSync(`${policy}.new`, policy);
  const report = await doctor(scene, '--check', 'stale-mount');
  expect(report.check('stale-mount')).toMatchObject({
    status: 'fail',
    evidence: expect.stringContaining('was replaced on the host (links: 0)'),
    fix: expect.stringMatching(new RegExp(`^docker restart ${node}`)),
  });
  expect(await scene.inNode('cat /etc/kubernetes/policies/audit-policy.yaml')).toBe(good);
  await must(['docker', 'restart', node]);
  await until(
    'the cluster is back',
    async () => (await doctor(scene, '--check', 'api-server-ready')).code === 0,
    90_000,
  );
  expect(await scene.inNode('cat /etc/kubernetes/policies/audit-policy.yaml')).toContain('# edited');
  expect((await doctor(scene, '--check', 'stale-mount')).check('stale-mount')?.status).toBe('warn');
});

test('an invalid level ends the API server, and no policy is known: it comes back without auditing, and says so', async () => {
  writeFileSync(policy, good.replace('Metadata', 'Metdata'));
  await crashApiServer(scene);
  const report = await doctor(scene);
  expect(report.check('api-server-ready')).toMatchObject({
    status: 'fail',
    evidence: expect.stringMatching(/Unsupported value: "Metdata".*\(line 4, column 10\)/),
    fix: expect.stringContaining(`kind-audit doctor --fix --name ${scene.name}`),
  });
  expect(report.check('policy-valid')).toMatchObject({ status: 'fail', fix: expect.stringContaining('sed -n 4p') });
  const ran = await doctor(scene, '--fix', '--yes');
  expect(ran.stdout).toContain('WITHOUT AUDITING: no policy is known to have worked');
  expect(ran.check('api-server-ready')?.status, ran.stdout).toBe('ok');
  expect(ran.check('manifest')).toMatchObject({
    status: 'fail',
    fix: expect.stringContaining('fix the policy first'),
  });
  const manifest = await scene.inNode('cat /etc/kubernetes/manifests/kube-apiserver.yaml');
  expect(manifest).not.toContain('--audit-log');
  expect(manifest).not.toContain('--audit-policy-file');
  expect(await scene.inNode('cat /etc/kubernetes/kind-audit-kept/*/kube-apiserver.yaml')).toContain(
    '--audit-policy-file',
  );
});

test('once the policy is fixed, the auditing comes back', async () => {
  writeFileSync(policy, good);
  const ran = await doctor(scene, '--fix', '--yes');
  expect(ran.all('fail'), ran.stdout).toEqual(['log-folder']);
  expect(ran.check('proof')?.status).toBe('ok');
});

test('the mounted policy gone from this host: the node does not start, and does after the fix that is given', async () => {
  rmSync(policy);
  expect((await doctor(scene, '--check', 'stale-mount')).check('stale-mount')).toMatchObject({
    status: 'fail',
    evidence: expect.stringContaining('is gone from this host'),
  });
  expect((await run(['docker', 'restart', node])).code).not.toBe(0);
  const fix = (await doctor(scene)).check('node-running');
  expect(fix).toMatchObject({
    status: 'fail',
    evidence: expect.stringContaining('which it mounts as a file, is a folder'),
  });
  const env = { ...scene.env, PATH: `${dirname(scene.program)}:${process.env['PATH'] ?? ''}` };
  await must(['bash', '-c', fix?.fix ?? 'false'], { env, cwd: scene.dir });
  const isReady = async (): Promise<boolean> => (await doctor(scene, '--check', 'proof')).code === 0;
  await until('the cluster is back and audits', isReady, 90_000);
});
