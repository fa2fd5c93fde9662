// `up` on a cluster that exists and differs: offered, made as one change, refused, interrupted, and with every call failing once.
import { expect, test } from 'vitest';
import { parseApiServerManifest } from '../../src/kind/api-server-manifest.ts';
import { API_SERVER_MANIFEST } from '../../src/kind/paths.ts';
import { readRevisions } from '../../src/state/revisions.ts';
import { statePaths } from '../../src/state/cluster-state.ts';
import { faulty, faultKinds, forEveryFault } from '../kit/faulty.ts';
import { textOf } from '../kit/files.ts';
import { runCli } from '../kit/run-cli.ts';
import { leftOver } from '../rollout/fake-plane.ts';
import { living, type Living } from './living.ts';
import { metadata, presetFiles } from './scene.ts';

const gce = presetFiles['/templates/policies/gce.yaml'] ?? '';
const other = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Request\n';
const PROJECT = '/project/audit-policy.yaml';
const SECOND = 'kind-control-plane2';

const text = ({ world }: Living, path: string): string | undefined => textOf(world.disk.get(path));
const inEffect = ({ planes }: Living): readonly unknown[] => planes.map(({ first }) => first?.policy);
const valueOf = ({ planes }: Living, name: string): readonly unknown[] =>
  planes.map(({ first }) => parseApiServerManifest(first?.manifest ?? '')?.args.get(name));
const write = ({ world }: Living, path: string, data: string): unknown => world.disk.set(path, { data, mode: 0o644 });
const revisions = async ({ world }: Living): Promise<readonly (readonly string[])[]> =>
  (await readRevisions(world, statePaths(world, 'kind'))).map(({ command, what, outcome }) => [command, what, outcome]);

test('policy and settings are one change with one revision, the file of the project follows, and the next up changes nothing', async () => {
  const it = living();
  const ran = await runCli('up --policy gce --log-max-size 5 --yes', { world: it.world });
  expect(ran, ran.stderr).toMatchObject({ code: 0, asked: [] });
  expect(ran.stdout).toContain('Change of cluster "kind": policy preset gce, --audit-log-maxsize=5\n  less ');
  expect(ran.stdout).toContain('  --audit-log-maxsize: 100 → 5\n');
  expect(ran.stdout).toContain('Proven: cluster "kind" already existed, was changed (revision 2), and audits.');
  expect([inEffect(it), valueOf(it, 'audit-log-maxsize')]).toEqual([[gce], ['5']]);
  expect([text(it, PROJECT), it.dead, leftOver(it)]).toEqual([gce, [], []]);
  const command = 'kind-audit up --name kind --dir /project --policy gce --log-max-size 5';
  expect(await revisions(it)).toEqual([
    ['', 'as it was found', 'in-effect'],
    [command, 'policy preset gce, --audit-log-maxsize=5', 'in-effect'],
  ]);
  for (const line of ['up', 'up --policy gce --log-max-size 5']) {
    const again = await runCli(line, { world: it.world });
    expect(again, again.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('is unchanged') });
  }
});

test('where nobody can be asked it is refused as a whole, with the command that does it', async () => {
  const it = living();
  expect((await runCli('up --log-max-size 5 --yes', { world: it.world })).code).toBe(0);
  const before = JSON.stringify([...it.world.disk]);
  for (const json of ['', ' --json']) {
    const ran = await runCli(`up --policy gce --log-max-size 100${json}`, { world: it.world });
    expect(ran).toMatchObject({ code: 3, asked: [] });
    expect(ran.stderr).toContain('exists with other settings; nothing was changed');
    expect(ran.stderr).toContain("policy: the API server's is not preset gce\n");
    expect(ran.stderr).toContain('--audit-log-maxsize: is 5, asked for 100\n');
    expect(ran.stderr).toContain('kind-audit up --name kind --dir /project --policy gce --yes\n');
  }
  expect(JSON.stringify([...it.world.disk])).toBe(before);
});

test('at a terminal it is asked, and no leaves everything as it is', async () => {
  const it = living();
  const before = JSON.stringify([...it.world.disk]);
  const no = await runCli('up --policy gce', { world: it.world, answers: [false] });
  expect(no).toMatchObject({ code: 1, asked: ['Make this change?'] });
  expect([inEffect(it), JSON.stringify([...it.world.disk])]).toEqual([[metadata], before]);
  const yes = await runCli('up --policy gce', { world: it.world, answers: [true] });
  expect([yes.code, inEffect(it)]).toEqual([0, [gce]]);
});

test('what only a new cluster can have is refused, and nothing is changed; it says what could be', async () => {
  const it = living();
  const ran = await runCli('up --policy gce --workers 2 --image kindest/node:v1.35.0 --yes', { world: it.world });
  expect(ran.code).toBe(3);
  expect(ran.stderr).toContain('workers: is 0, asked for 2 (only a new cluster can have that)\n');
  expect(ran.stderr).toContain('image: is kindest/node:v1.36.3, asked for kindest/node:v1.35.0 (only');
  expect(ran.stderr).toContain("policy: the API server's is not preset gce (can be changed)\n");
  expect(ran.stderr).toContain('or ask only for what can be changed; or use another --name');
  expect(inEffect(it)).toEqual([metadata]);
});

test('every control plane is compared, and those that differ are named', async () => {
  const it = living(3);
  it.edit(1, /maxsize=100/, 'maxsize=7');
  const [, second] = it.planes;
  if (second === undefined) throw new Error('three planes');
  it.edit(1, /\/etc\/kubernetes\/policies\/audit-policy.yaml/, '/etc/kubernetes/other.yaml');
  second.files.set('/etc/kubernetes/other.yaml', gce);
  const refused = await runCli('up', { world: it.world });
  expect(refused.stderr).toContain(`policy on ${SECOND}: the API server's is not /project/audit-policy.yaml\n`);
  expect(refused.stderr).toContain(`--audit-log-maxsize on ${SECOND}: is 7, asked for 100\n`);
  const ran = await runCli('up --yes', { world: it.world });
  expect(ran.code, ran.stderr).toBe(0);
  expect(ran.stdout).not.toContain('equivalent');
  expect(inEffect(it)).toEqual([metadata, metadata, metadata]);
  expect(valueOf(it, 'audit-log-maxsize')).toEqual(['100', '100', '100']);
});

test('where only one of two control planes audits, whichever it is, each command is about both', async () => {
  for (const silent of [0, 1])
    for (const [line, policies] of [
      ['policy apply gce --yes', [gce, gce]],
      ['policy apply metadata --yes', [metadata, metadata]],
      ['disable --yes', [null, null]],
    ] as const) {
      const it = living(2);
      it.edit(silent, /( +- --audit-.*\n)+/, '');
      it.edit(1 - silent, /maxsize=100/, 'maxsize=7');
      const plane = it.planes[silent];
      if (plane === undefined) throw new Error('two planes');
      plane.first = { manifest: plane.files.get(API_SERVER_MANIFEST) ?? '', policy: null };
      const name = `kind-control-plane${silent === 0 ? '' : '2'}`;
      expect(await runCli('set --log-max-size 5 --yes', { world: it.world })).toMatchObject({
        code: 3,
        stderr: expect.stringContaining(`${name} does not audit`),
      });
      const ran = await runCli(line, { world: it.world });
      expect(ran.stdout, ran.stderr).toContain('In effect:');
      expect(inEffect(it), line).toEqual(policies);
      expect(valueOf(it, 'audit-log-maxsize'), line).toEqual(
        policies.map((policy) => (policy === null ? undefined : '7')),
      );
    }
});

test('policy rollback goes back to no revision of an earlier cluster of the same name by itself', async () => {
  const it = living();
  for (const policy of ['gce', 'metadata'])
    expect((await runCli(`policy apply ${policy} --yes`, { world: it.world })).code).toBe(0);
  const [container] = it.engine.containers;
  if (container === undefined) throw new Error('one plane');
  it.engine.containers.splice(0, 1, { ...container, created: it.world.clock.now().getTime() + 1 });
  const ran = await runCli('policy rollback --yes', { world: it.world });
  expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('has no earlier revision') });
  expect((await runCli('policy rollback 2 --yes', { world: it.world })).code).toBe(0);
  expect(inEffect(it)).toEqual([gce]);
});

test('set and policy rollback compare every control plane, too', async () => {
  const it = living(2);
  expect((await runCli('set --log-max-size 5 --yes', { world: it.world })).code).toBe(0);
  for (const line of ['set --log-max-size 5 --yes', 'policy rollback 2 --yes']) {
    it.edit(1, /maxsize=5/, 'maxsize=7');
    const ran = await runCli(line, { world: it.world });
    expect(ran.stdout, ran.stderr).toContain('In effect:');
    expect(valueOf(it, 'audit-log-maxsize')).toEqual(['5', '5']);
    expect((await runCli(line, { world: it.world })).stdout).toContain('Nothing to change');
  }
});

test('one control plane that audits nothing gets what the others have', async () => {
  const it = living(2);
  expect((await runCli('set --log-max-size 5 --yes', { world: it.world })).code).toBe(0);
  it.edit(1, / +- "--audit-policy-file.*\n/, '');
  const ran = await runCli('up --yes', { world: it.world });
  expect(ran.stdout).toContain('auditing with policy /project/audit-policy.yaml');
  expect([ran.code, inEffect(it)], ran.stderr).toEqual([0, [metadata, metadata]]);
  expect(valueOf(it, 'audit-log-maxsize')).toEqual(['5', '5']);
});

test.each(['up', 'policy apply'])('%s puts a file into effect that no server has read yet', async (line) => {
  const it = living(2);
  // Both files hold it, and one server runs with what was there before.
  for (const path of [PROJECT, `${statePaths(it.world, 'kind').policyDir}/audit-policy.yaml`]) write(it, path, other);
  it.changedAfter.set('kind-control-plane', 60);
  const refused = await runCli('up', { world: it.world });
  expect(refused).toMatchObject({
    code: 3,
    stderr: expect.stringContaining(
      'policy on kind-control-plane: the API server has not read it since its file was changed\n',
    ),
  });
  const ran = await runCli(`${line} --yes`, { world: it.world });
  expect(ran.code, ran.stderr).toBe(0);
  expect(ran.stdout).toContain(
    '  the file was changed after the API server had read it; what is in it is put into effect\n',
  );
  expect(inEffect(it)).toEqual([other, other]);
  const again = await runCli(line, { world: it.world });
  expect(again, again.stderr).toMatchObject({ code: 0, stdout: expect.not.stringContaining('In effect:') });
});

test('auditing is offered to a cluster that kind made alone, and its logs are where they are', async () => {
  const it = living(1, { foreign: true, silent: true });
  const refused = await runCli('up', { world: it.world });
  expect([refused.code, refused.stderr]).toEqual([
    3,
    expect.stringContaining('auditing: is off, asked for policy preset metadata\n'),
  ]);
  const ran = await runCli('up --yes --log-max-age 3', { world: it.world });
  expect(ran.code, ran.stderr).toBe(0);
  expect(ran.stdout).toContain('auditing with policy preset metadata');
  expect(ran.stdout).toContain('nothing was audited before');
  expect(ran.stdout).toContain('  logs     in its nodes; kind-audit logs --name kind\n');
  expect([inEffect(it), text(it, PROJECT)]).toEqual([[metadata], metadata]);
  expect(valueOf(it, 'audit-log-maxage')).toEqual(['3']);
  const again = await runCli('up --json', { world: it.world });
  expect(JSON.parse(again.stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ change: null, logs: null });
});

test('the logs of a cluster made by hand from the kind config of init are on this host', async () => {
  const it = living();
  it.world.disk.delete(statePaths(it.world, 'kind').record);
  const ran = await runCli('up', { world: it.world });
  expect(ran, ran.stderr).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('  logs     /home/person/.local/state/kind-audit/clusters/kind/logs\n'),
  });
});

test('a cluster of somebody else that audits is compared with what was asked for, and with nothing else', async () => {
  const it = living(1, { foreign: true });
  it.edit(0, /maxsize=100/, 'maxsize=7');
  write(it, '/etc/kind-audit.yaml', 'policy: gce\nrotation: {maxAge: 1}\n');
  const same = await runCli('up', { world: it.world });
  expect(same, same.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('is unchanged') });
  write(it, '/project/kind-audit.yaml', 'rotation: {maxAge: 1}\n');
  const other = await runCli('up', { world: it.world });
  expect(other).toMatchObject({ code: 3, stderr: expect.stringContaining('--audit-log-maxage: is 30, asked for 1\n') });
  expect(other.stderr).not.toContain('maxsize');
});

test('what set has set stays, what was changed by hand is offered back, and a format that proves nothing too', async () => {
  const it = living();
  const line = 'set --log-output stdout --log-compress yes --log-max-size 9 --yes';
  expect((await runCli(line, { world: it.world })).code).toBe(0);
  const same = await runCli('up', { world: it.world });
  expect(same, same.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('is unchanged') });
  it.edit(0, /"--audit-log-compress=true"/, '"--audit-log-compress=false"');
  const byHand = await runCli('up', { world: it.world });
  expect(byHand.stderr).toContain('--audit-log-compress: is false, asked for true\n');
  expect((await runCli('up --yes', { world: it.world })).code).toBe(0);
  expect((await runCli('set --log-format legacy --yes', { world: it.world })).code).toBe(0);
  const legacy = await runCli('up', { world: it.world });
  expect(legacy.stderr).toContain('--audit-log-format: is legacy, asked for json\n');
});

test('--dry-run shows the change and its steps, and touches nothing', async () => {
  const it = living();
  const before = JSON.stringify([...it.world.disk]);
  const ran = await runCli('up --policy gce --dry-run', { world: it.world });
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  expect(ran.stdout).toContain('Change of cluster "kind": policy preset gce\n  less ');
  expect(ran.stdout).toContain('# /project/audit-policy.yaml (would be replaced)\n');
  expect(ran.stdout).toMatch(/^2\. Start a second API server on kind-control-plane\n[^]*^9\. Look at the machine\n/m);
  const json = await runCli('up --policy gce --dry-run --json', { world: it.world });
  expect(JSON.parse(json.stdout)).toMatchObject({
    change: { what: 'policy preset gce', strategy: 'overlap', meaning: expect.arrayContaining([]) },
    files: [{ path: PROJECT, state: 'untouched' }],
  });
  expect(JSON.parse((await runCli('up --dry-run --json', { world: it.world })).stdout)).toMatchObject({ change: null });
  expect(JSON.stringify([...it.world.disk])).toBe(before);
});

test('a policy that the settings forbid, or the API server would refuse, is no change', async () => {
  const it = living();
  write(it, '/etc/kind-audit.yaml', 'enforce: {policy: metadata}\n');
  const forbidden = await runCli('up --policy gce --yes', { world: it.world });
  expect(forbidden).toMatchObject({ code: 1, stderr: expect.stringContaining('enforces the policy preset metadata') });
  it.world.disk.delete('/etc/kind-audit.yaml');
  write(it, '/project/bad.yaml', 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metdata\n');
  const bad = await runCli('up --policy bad.yaml --yes', { world: it.world });
  expect(bad).toMatchObject({ code: 1, stderr: expect.stringContaining('"Metdata" is not a level') });
  expect(await revisions(it)).toEqual([]);
});

test("the user's own policy file is not overwritten without agreement, and then nothing is changed", async () => {
  const it = living();
  write(it, PROJECT, `${metadata}# mine\n`);
  const refused = await runCli('up --policy gce --yes', { world: it.world });
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('was changed by hand') });
  expect([inEffect(it), text(it, PROJECT)]).toEqual([[metadata], `${metadata}# mine\n`]);
  expect((await runCli('up --policy gce --yes --force', { world: it.world })).code).toBe(0);
  expect([inEffect(it), text(it, PROJECT)]).toEqual([[gce], gce]);
});

test('Ctrl-C at the n-th event, for every n: policy and file are both old or both new, and the next up works', async () => {
  const seen = new Set<string>();
  for (let at = 1; ; at += 1) {
    const it = living();
    write(it, '/project/p.yaml', other);
    let events = 0;
    const ran = await runCli('up --policy p.yaml --yes', { world: it.world, interruptAt: () => (events += 1) === at });
    if (ran.code === 0) break;
    expect(ran.code, ran.stderr).toBe(130);
    const [policy] = inEffect(it);
    expect([policy, leftOver(it), it.dead], `${at}`).toEqual([text(it, PROJECT), [], []]);
    seen.add(String(policy));
    const again = await runCli('up --policy p.yaml --yes', { world: it.world });
    expect([again.code, inEffect(it)], again.stderr).toEqual([0, [other]]);
  }
  expect(seen).toEqual(new Set([metadata, other]));
}, 90_000);

test.each(faultKinds)(
  'whichever call fails (%s), the API serves, and the next up has what was asked for',
  async (kind) => {
    const faults = await forEveryFault(kind, async (failing) => {
      const it = living();
      write(it, '/project/p.yaml', other);
      const before = JSON.stringify([...it.world.disk]);
      const ran = await runCli('up --policy p.yaml --yes', { world: faulty(it.world, failing) });
      const what = `${failing.hit}\n${ran.stderr}`;
      expect(ran.code, what).not.toBe(70);
      expect(it.dead, what).toEqual([]);
      // Else a later run, to which the project's file is what is wanted, would undo the change.
      if (leftOver(it).length === 0 && inEffect(it)[0] === other) expect(text(it, PROJECT), what).toBe(other);
      if (JSON.stringify([...it.world.disk]) === before) return;
      const again = await runCli('up --policy p.yaml --yes', { world: it.world });
      expect([again.code, inEffect(it), text(it, PROJECT)], `${what}\n${again.stderr}`).toEqual([0, [other], other]);
      expect(leftOver(it), what).toEqual([]);
    });
    expect(faults).toBeGreaterThan(60);
  },
  90_000,
);
