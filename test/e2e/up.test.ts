// The main job, through `npx` and the packed program: up, again, with other settings, doctor, logs, down.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { must, run, setScene, type Ran } from './kit/scene.ts';

const scene = setScene('up');
afterAll(() => scene[Symbol.asyncDispose]());

const policyFile = join(scene.dir, 'audit-policy.yaml');

test('`npx kind-audit up` makes a cluster and proves that it audits', async () => {
  const ran = await run(['npx', '--no-install', 'kind-audit', 'up', '--yes', '--verbose', '--dir', scene.dir], {
    cwd: inject('installed'),
    env: scene.env,
  });
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  expect(ran.stdout).toContain(`Proven: cluster "${scene.name}" audits.`);
  // The pinned kind prints the words that start the checks early.
  expect(ran.stderr).not.toContain('the checks begin only now');
  const mark = /kind-audit-proof-[0-9a-f]+/.exec(ran.stdout)?.[0] ?? 'no mark';
  // The proof is checked independently: the marked line is in the node's own log.
  expect(await scene.inNode(`grep --count ${mark} /var/log/kubernetes/kube-apiserver-audit.log`)).toMatch(/^[1-9]/);
  expect(readFileSync(scene.kubeconfig, 'utf8')).toContain(`current-context: kind-${scene.name}`);
  expect(ran.stdout.split('Next:')[1]?.trim().split('\n')).toHaveLength(3);
});

test('the API server runs with what was asked for', async () => {
  const manifest = await scene.inNode('cat /etc/kubernetes/manifests/kube-apiserver.yaml');
  for (const argument of [
    'audit-policy-file=/etc/kubernetes/policies/audit-policy.yaml',
    'audit-log-path=/var/log/kubernetes/kube-apiserver-audit.log',
    'audit-log-maxage=30',
    'audit-log-maxbackup=10',
    'audit-log-maxsize=100',
    'goaway-chance=0.02',
  ]) {
    expect(manifest).toContain(`--${argument}`);
  }
  // A folder is mounted, so an editor that replaces the file does not cut it off.
  expect(await scene.inNode('stat --format %F /etc/kubernetes/policies')).toBe('directory\n');
  expect(await scene.inNode('cat /etc/kubernetes/policies/audit-policy.yaml')).toBe(readFileSync(policyFile, 'utf8'));
});

test('a request of a user is in the log, and `logs` shows it', async () => {
  await scene.kubectl('create', 'configmap', 'seen-by-audit', '--from-literal=a=b');
  const raw = await scene.cli('logs', '-o', 'json', '--tail', '2000');
  const event = raw.stdout
    .split('\n')
    .find((line) => line.includes('"verb":"create"') && line.includes('seen-by-audit'));
  expect(JSON.parse(event ?? '{}')).toMatchObject({
    user: { username: 'kubernetes-admin' },
    objectRef: { resource: 'configmaps' },
  });
  const pretty = await scene.cli('logs', '--tail', '2000');
  expect(pretty.stdout).toMatch(/create.*seen-by-audit/);
});

test('a second `up` changes nothing and says so', async () => {
  const before = await must([
    'docker',
    'inspect',
    '--format',
    '{{.Id}} {{.State.StartedAt}}',
    `${scene.name}-control-plane`,
  ]);
  const config = readFileSync(join(scene.dir, 'kind-config.yaml'), 'utf8');
  const ran = await scene.cli('up');
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  expect(ran.stdout).toContain('already existed, is unchanged, and audits');
  expect(
    await must(['docker', 'inspect', '--format', '{{.Id}} {{.State.StartedAt}}', `${scene.name}-control-plane`]),
  ).toBe(before);
  expect(readFileSync(join(scene.dir, 'kind-config.yaml'), 'utf8')).toBe(config);
});

test('with other settings it lists the differences and what to do', async () => {
  const ran = await scene.cli('up', '--log-max-size', '7', '--workers', '1');
  expect(ran.code).toBe(3);
  expect(ran.stderr).toContain('workers: is 0, asked for 1');
  expect(ran.stderr).toContain('--audit-log-maxsize: is 100, asked for 7');
  expect(ran.stderr).toContain(`next: kind-audit down --name ${scene.name}`);
});

test('two at once: the second says who holds the lock', async () => {
  const both = (): Promise<Ran[]> => Promise.all([scene.cli('up'), scene.cli('up')]);
  let ran = await both();
  // One may have ended before the other starts: then both are started again.
  for (let attempt = 0; attempt < 5 && ran.every(({ code }) => code === 0); attempt += 1) ran = await both();
  expect(ran.map(({ code }) => code).toSorted((x, y) => Number(x) - Number(y))).toEqual([0, 3]);
  expect(ran.find(({ code }) => code === 3)?.stderr).toMatch(
    /"kind-audit up --name ka-e2e-up" \(process \d+, since .*\) is working on this cluster/,
  );
});

test('doctor finds it healthy, in words and as JSON', async () => {
  const words = await scene.cli('doctor');
  expect(words, words.stdout).toMatchObject({ code: 0 });
  const json = await scene.cli('doctor', '--json');
  const report = JSON.parse(json.stdout) as {
    schema: string;
    ok: boolean;
    checks: { id: string; status: string; ms: number }[];
  };
  expect(report).toMatchObject({ schema: 'kind-audit.doctor/v2', ok: true });
  expect(report.checks.filter(({ status }) => status !== 'ok').map(({ id, status }) => [id, status])).toEqual([
    ['webhook', 'skip'],
  ]);
});

test('status and shell', async () => {
  const status = JSON.parse((await scene.cli('status', '--json')).stdout) as object;
  expect(status).toMatchObject({
    cluster: scene.name,
    nodes: [{ apiServer: 'ready' }],
    policy: { project: policyFile, state: 'deployed' },
  });
  const shell = await scene.cli('shell', '--', 'cat', '/kind/version');
  expect(shell.stdout).toMatch(/^v1\.\d+\.\d+/);
  expect((await scene.cli('shell', '--', 'sh', '-c', 'exit 7')).code).toBe(7);
});

test('another engine front end, the command line, sees the same cluster', async () => {
  // finch, nerdctl and podman are used through docker-compatible programs: docker itself is one.
  const folder = join(scene.dir, 'bin');
  await must(['mkdir', '-p', folder]);
  await must(['ln', '-s', (await must(['which', 'docker'])).trim(), join(folder, 'nerdctl')]);
  const env = { ...scene.env, KIND_EXPERIMENTAL_PROVIDER: 'nerdctl', PATH: `${folder}:${scene.env['PATH']}` };
  const ran = await run([scene.program, 'doctor', '--json'], { cwd: scene.dir, env });
  expect(JSON.parse(ran.stdout), ran.stderr).toMatchObject({ ok: true });
});

test('the policy turned into a folder is found by doctor', async () => {
  const deployed = join(scene.state, 'policies/audit-policy.yaml');
  const text = readFileSync(deployed, 'utf8');
  await must(['rm', deployed]);
  await must(['mkdir', deployed]);
  const ran = await scene.cli('doctor', '--json');
  expect(ran.code).toBe(1);
  const report = JSON.parse(ran.stdout) as {
    checks: { id: string; status: string; evidence: { text: string }[]; fix: string }[];
  };
  const check = report.checks.find(({ id }) => id === 'policy-mounted');
  expect(check).toMatchObject({ status: 'fail', evidence: [{ text: expect.stringContaining('is a directory') }] });
  expect(check?.fix).toContain('kind-audit');
  await must(['rmdir', deployed]);
  writeFileSync(deployed, text);
  expect((await scene.cli('doctor')).code).toBe(0);
});

test("the user's policy is not overwritten without asking", async () => {
  const other = setScene('files');
  await using _ = other;
  writeFileSync(
    join(other.dir, 'audit-policy.yaml'),
    'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Request}]\n',
  );
  const ran = await other.cli('up', '--policy', 'metadata');
  expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('-rules: [{level: Request}]') });
  expect(ran.stderr).toContain('--force');
  expect(readFileSync(join(other.dir, 'audit-policy.yaml'), 'utf8')).toContain('level: Request');
  expect(await other.containers()).toEqual([]);
});

test('down asks, and removes everything except the files of the project', async () => {
  const unasked = await scene.cli('down');
  expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  expect(await scene.containers()).toHaveLength(1);
  const ran = await scene.cli('down', '--yes');
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  expect(await scene.containers()).toEqual([]);
  expect(existsSync(scene.state)).toBe(false);
  expect(existsSync(policyFile)).toBe(true);
  expect(readFileSync(scene.kubeconfig, 'utf8')).not.toContain(scene.name);
  expect((await scene.cli('down', '--yes')).code).toBe(0);
});
