// `policy show`: which policy is in effect, deployed and in the project; each difference with the command that ends it.
import { expect, test } from 'vitest';
import { textOf } from '../kit/files.ts';
import { runCli, type CliRun } from '../kit/run-cli.ts';
import { living, type Living } from './living.ts';
import { metadata, presetFiles } from './scene.ts';

const gce = presetFiles['/templates/policies/gce.yaml'] ?? '';
const other = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Request\n';
const PROJECT = '/project/audit-policy.yaml';
const DEPLOYED = '/home/person/.local/state/kind-audit/clusters/kind/policies/audit-policy.yaml';

const show = (it: Living, more = ''): Promise<CliRun> => runCli(`policy show${more}`, { world: it.world });
const write = ({ world }: Living, path: string, data: string): unknown => world.disk.set(path, { data, mode: 0o644 });
async function change(it: Living, line: string): Promise<CliRun> {
  const ran = await runCli(`${line} --yes`, { world: it.world });
  expect(ran).toMatchObject({ code: 0 });
  return ran;
}

test('all the same: one table, exit 0, and the text byte for byte', async () => {
  const it = living(2);
  const ran = await show(it);
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  expect(ran.stdout).toMatch(/^in effect {2}kind-control-plane +[0-9a-f]{12} {2}preset metadata$/m);
  expect(ran.stdout).toMatch(
    /^deployed {3}kind-control-plane2:\/etc\/kubernetes\/policies\/audit-policy.yaml +[0-9a-f]{12} /m,
  );
  expect(ran.stdout).toMatch(/^project {4}\/project\/audit-policy.yaml +[0-9a-f]{12} {2}preset metadata$/m);
  expect(ran.stdout).toContain('All are the same policy, and that of the project.\n');
  expect(await show(it, ' -o yaml')).toMatchObject({ code: 0, stdout: metadata, stderr: '' });
});

test('a policy of the project that is not in effect: policy apply ends that', async () => {
  const it = living();
  await change(it, 'policy apply gce');
  const ran = await show(it);
  expect(ran.code).toBe(1);
  expect(ran.stdout).toMatch(/^in effect {2}kind-control-plane .* revision 2, preset gce$/m);
  expect(ran.stdout).toContain(
    'drift: the policy of the project (/project/audit-policy.yaml) is not in effect\n  kind-audit policy apply --name kind\n',
  );
  expect(await show(it, ' -o yaml')).toMatchObject({ code: 0, stdout: gce });
  await change(it, 'policy apply');
  expect((await show(it)).code).toBe(0);
});

test('a file that was changed after the server had read it: the old policy is in effect, as the history knows it', async () => {
  const it = living();
  await change(it, 'policy apply gce');
  write(it, PROJECT, other);
  write(it, DEPLOYED, other);
  it.changedAfter.set('kind-control-plane', 180);
  const ran = await show(it);
  expect(ran.code).toBe(1);
  expect(ran.stdout).toMatch(/^in effect .* revision 2, preset gce; older than its file$/m);
  expect(ran.stdout).toContain(
    'drift: kind-control-plane: /etc/kubernetes/policies/audit-policy.yaml was changed 3 min 00 s after its API server had read it\n  kind-audit doctor --fix --name kind\n',
  );
  // What is in the file is that of the project: one cause, said once.
  expect(ran.stdout).not.toContain('policy apply');
  expect(await show(it, ' -o yaml')).toMatchObject({
    code: 0,
    stdout: gce,
    stderr: expect.stringContaining('this is the policy of revision 2'),
  });
  // The same content, only written again.
  write(it, DEPLOYED, gce);
  expect((await show(it)).stdout).not.toContain('older');
});

test('a policy that is in the files already is put into effect where a server has not read it yet', async () => {
  for (const line of ['policy apply', 'policy rollback 3']) {
    const it = living();
    for (const policy of ['gce', 'metadata']) await change(it, `policy apply ${policy}`);
    write(it, PROJECT, other);
    await change(it, 'policy apply');
    write(it, DEPLOYED, metadata);
    write(it, PROJECT, metadata);
    expect((await change(it, line)).stdout).toContain('Nothing to change');
    it.changedAfter.set('kind-control-plane', 180);
    expect((await change(it, line)).stdout).toContain('the file was changed after the API server had read it');
    expect(it.planes[0]?.first?.policy).toBe(metadata);
  }
});

test('without a history the older policy is not known, and that is said instead of another one', async () => {
  const it = living();
  it.changedAfter.set('kind-control-plane', 60);
  const ran = await show(it);
  expect(ran).toMatchObject({ code: 1, stdout: expect.stringContaining('older than its file, and not known') });
  expect(await show(it, ' -o yaml')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('the policy in effect on kind-control-plane is not known any more'),
  });
});

test('a policy that somebody made the one in effect by hand: policy rollback ends that', async () => {
  const it = living();
  await change(it, 'policy apply gce');
  write(it, PROJECT, other);
  write(it, DEPLOYED, other);
  const ran = await show(it);
  expect(ran.code).toBe(1);
  expect(ran.stdout).toContain(
    'drift: the last change (revision 2) put another policy into effect\n  kind-audit policy rollback 2 --name kind\n',
  );
});

test('API servers that differ, one that is dead, and a node that does not run', async () => {
  const it = living(3);
  const [, second, third] = it.planes;
  if (second === undefined || third === undefined) throw new Error('three planes');
  const another = '/etc/kubernetes/other.yaml';
  second.files.set(another, gce);
  it.edit(1, /\/etc\/kubernetes\/policies\/audit-policy.yaml/, another);
  second.first = { manifest: [...second.files.values()].find((text) => text.includes(another)) ?? '', policy: gce };
  third.first = null;
  const ran = await show(it);
  expect(ran.stdout).toContain(
    'drift: the API servers decide by different policies\n  kind-audit policy apply --name kind\n',
  );
  expect(ran.stdout).toContain(
    'drift: kind-control-plane3: no API server runs\n  kind-audit doctor --fix --name kind\n',
  );
  expect(await show(it, ' -o yaml')).toMatchObject({
    stdout: metadata,
    stderr: expect.stringContaining(
      'this is the policy of kind-control-plane; not of kind-control-plane2, kind-control-plane3',
    ),
  });
  const stopped = it.engine.containers.map((each, at) =>
    at === 2 ? { ...each, running: false, state: 'exited' } : each,
  );
  it.engine.containers.splice(0, 3, ...stopped);
  expect((await show(it)).stdout).toContain('drift: kind-control-plane3: the node is exited\n');
  it.engine.containers.splice(0, 3, ...stopped.map((each) => ({ ...each, running: false, state: 'exited' })));
  expect(await show(it)).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('next: docker start kind-control-plane'),
  });
});

test('settings that name the policy are what it is compared with; a file that is missing is made from what is in effect', async () => {
  const it = living();
  write(it, '/project/kind-audit.yaml', 'policy: gce\n');
  const named = await show(it);
  expect(named.stdout).toMatch(/^project {4}preset gce, as \/project\/kind-audit.yaml:1 says /m);
  expect([named.code, named.stdout]).toEqual([1, expect.stringContaining('kind-audit policy apply --name kind')]);
  it.world.disk.delete('/project/kind-audit.yaml');
  it.world.disk.delete(PROJECT);
  const missing = await show(it);
  expect(missing.stdout).toContain(
    'drift: /project/audit-policy.yaml is not there\n  kind-audit policy show -o yaml --name kind > /project/audit-policy.yaml\n',
  );
});

test('a cluster that audits nothing, with and without a project', async () => {
  const foreign = living(1, { foreign: true, silent: true });
  expect(await show(foreign)).toMatchObject({ code: 0, stdout: expect.stringContaining('No policy is in effect.') });
  expect(await show(foreign, ' -o yaml')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('next: kind-audit enable --name kind'),
  });
  const own = living();
  await change(own, 'disable');
  expect(await show(own)).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('drift: nothing is audited\n  kind-audit enable --name kind\n'),
  });
});

test('a change that did not end is named before everything else', async () => {
  const it = living();
  const journal = { what: 'policy x', command: 'kind-audit policy apply x', at: 'noon', nodes: [], records: [] };
  write(it, DEPLOYED.replace('policies/audit-policy.yaml', 'change.json'), JSON.stringify(journal));
  expect((await show(it)).stdout).toContain(
    'drift: "kind-audit policy apply x" of noon did not end, or is still at work\n  kind-audit doctor --fix --name kind\n',
  );
});

test('what a node says is printed as text', async () => {
  const it = living();
  it.edit(0, /\/etc\/kubernetes\/policies\/audit-policy.yaml/, '"/etc/\\\\e[31m.yaml"');
  const ran = await show(it);
  expect(ran.stdout + ran.stderr).not.toContain('\u001B');
  expect(textOf(it.world.disk.get(PROJECT))).toBe(metadata);
});
