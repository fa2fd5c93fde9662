// What kind-audit.yaml decides about a cluster: its defaults among the other sources, and what it enforces.
import { describe, expect, test } from 'vitest';
import { runCli, type CliOptions, type CliRun } from '../kit/run-cli.ts';
import { hostileCharacters, unsafeOutput } from '../kit/hostile.ts';
import { metadata, presetFiles, scene, type Scene } from './scene.ts';

const MINE = '/project/kind-audit.yaml';
const MACHINE = '/etc/kind-audit.yaml';
const gce = presetFiles['/templates/policies/gce.yaml'] ?? '';

const at = (files: Record<string, string | Uint8Array>): Scene => scene({ files });
const home = { PATH: '/usr/bin', HOME: '/home/person' };
const run = (line: string, it: Scene, more: Partial<CliOptions> = {}): Promise<CliRun> =>
  runCli(line, { ...it, ...more });

/** The kind config that a dry run shows: its name, nodes and rotation. */
async function drafted(line: string, it: Scene, env: Record<string, string> = home): Promise<Record<string, unknown>> {
  const { stdout, code, stderr } = await run(`up --dry-run ${line}`, it, { env });
  expect(code, stderr).toBe(0);
  const find = (pattern: RegExp): string | undefined => pattern.exec(stdout)?.[1];
  return {
    name: find(/^name: (\S+)/m),
    planes: [...stdout.matchAll(/role: control-plane/g)].length,
    workers: [...stdout.matchAll(/role: worker/g)].length,
    maxAge: find(/audit-log-maxage\D+(\d+)/),
    maxSize: find(/audit-log-maxsize\D+(\d+)/),
    dir: find(/^# (\S+)\/audit-policy\.yaml/m),
  };
}

const builtIn = { name: 'kind', planes: 1, workers: 0, maxAge: '30', maxSize: '100', dir: '/project' };
const project = 'name: demo\nnodes: {workers: 2}\nrotation: {maxAge: 7}\n';
const machine = 'name: host\ndir: /work\nnodes: {workers: 5, controlPlanes: 3}\nrotation: {maxSize: 9}\n';

describe('defaults', () => {
  test('built-in, then of the machine, then of the project, then of the environment, then flags', async () => {
    expect(await drafted('', at({}))).toEqual(builtIn);
    const host = { name: 'host', planes: 3, workers: 5, maxAge: '30', maxSize: '9', dir: '/work' };
    expect(await drafted('', at({ [MACHINE]: machine }))).toEqual(host);
    expect(await drafted('', at({ [MINE]: project }))).toEqual({ ...builtIn, name: 'demo', workers: 2, maxAge: '7' });
    const both = { ...host, name: 'demo', workers: 2, maxAge: '7' };
    expect(await drafted('', at({ [MINE]: project, [MACHINE]: machine }))).toEqual(both);
    const named = { ...home, KIND_CLUSTER_NAME: 'dev' };
    expect(await drafted('', at({ [MINE]: project, [MACHINE]: machine }), named)).toEqual({ ...both, name: 'dev' });
    const flags = '--name x --workers 0 --control-planes 1 --log-max-age 1 --log-max-size 1 --dir .';
    expect(await drafted(flags, at({ [MINE]: project, [MACHINE]: machine }), named)).toEqual({
      ...builtIn,
      name: 'x',
      maxAge: '1',
      maxSize: '1',
    });
  });

  test("the webhook of the project is left to a command that is named; that of the machine is nobody's", async () => {
    const webhook = 'webhook: {via: direct, backends: [{url: "https://siem.example/audit"}]}';
    const said =
      'up leaves the webhook of /project/kind-audit.yaml to another command: kind-audit set --webhook-via direct';
    expect((await run('up --dry-run', at({ [MINE]: webhook }))).stderr).toContain(`${said} --name kind`);
    expect((await run('up --dry-run', at({ [MACHINE]: webhook }))).stderr).not.toContain('webhook');
  });

  test("the project's settings come before the record of its own cluster, and after that of another one", async () => {
    const it = at({});
    expect((await run('up --yes', it)).code).toBe(0);
    const set = (text: string): unknown => it.world.disk.set(MINE, { data: text, mode: 0o644 });
    set('name: other\nnodes: {workers: 2}');
    expect(await run('up --yes --name kind', it)).toMatchObject({ code: 0 });
    set('nodes: {workers: 2}');
    const ran = await run('up --yes', it);
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('workers: is 0, asked for 2') });
    it.world.disk.delete(MINE);
    it.world.disk.set(MACHINE, { data: 'nodes: {workers: 2}', mode: 0o644 });
    expect(await run('up --yes', it)).toMatchObject({ code: 0 });
  });

  test('image and kubeconfig', async () => {
    const it = at({ [MINE]: 'kubeconfig: kube/conf\nimage: kindest/node:v1.36.3\n' });
    expect(await run('up --yes', it)).toMatchObject({ code: 0 });
    const create = it.world.ran.find((argv) => argv[1] === 'create');
    expect(create).toContain('/project/kube/conf');
    expect(it.world.disk.get('/project/kind-config.yaml')?.data).toContain('kindest/node:v1.36.3');
  });

  test('a command that is printed to be typed again spells what differs from them', async () => {
    const more = '--policy none --workers 0';
    const { stderr } = await run('init --workers 0', at({ [MINE]: 'nodes: {workers: 2, controlPlanes: 3}' }));
    expect(stderr).toContain('kind-audit up --name kind --dir /project --workers 0\n');
    expect((await run(`up --dry-run ${more}`, at({}))).stderr).toContain('"none" is neither a file nor a preset');
  });

  test('the questions begin with them', async () => {
    const it = at({ [MINE]: `${project.replace('demo', 'kind')}policy: gce\n` });
    const ran = await run('up', it, { answers: [] });
    expect(ran).toMatchObject({ code: 0, asked: expect.arrayContaining(['Cluster name', 'Audit policy']) });
    expect(ran.asked).toContain('Log rotation: 100 MiB a file, 10 files, 7 days. Keep that?');
    expect(ran.files).toMatchObject({
      'audit-policy.yaml': gce,
      'kind-config.yaml': expect.stringMatching(/name: kind[^]*role: worker[^]*role: worker/),
    });
    const enforced = await run('up', at({ [MINE]: 'enforce: {policy: gce}' }), { answers: [] });
    expect(enforced.asked).not.toContain('Audit policy');
    expect(enforced.files['audit-policy.yaml']).toBe(gce);
  });

  test.each(['status', 'doctor', 'logs', 'shell', 'down --yes', 'policy replay --policy gce'])(
    '%s is about the cluster that is named there',
    async (line) => {
      const named = await run(line, at({ [MINE]: 'name: demo' }));
      expect(named.stdout + named.stderr).toContain('"demo"');
      const flag = await run(`${line} --name other`, at({ [MINE]: 'name: demo' }));
      expect(flag.stdout + flag.stderr).toMatch(/"other"/);
    },
  );

  test('settings that are wrong hinder no command on a cluster that is named', async () => {
    const files = { [MINE]: 'nam: demo' };
    expect((await run('down', at(files))).stderr).toContain(`${MINE}:1:1: there is no key "nam" here`);
    expect(await run('down --name demo', at(files))).toMatchObject({ code: 0 });
    expect(await run('down', at(files), { env: { ...home, KIND_CLUSTER_NAME: 'demo' } })).toMatchObject({ code: 0 });
    expect(await run('up --name demo --yes', at(files))).toMatchObject({ code: 2 });
  });

  test('the commands that follow name the cluster unless it is the default one', async () => {
    const next = async (line: string, files: Record<string, string>): Promise<string> =>
      (await run(line, at(files))).stdout;
    expect(await next('up --yes', {})).toContain('kind-audit doctor ');
    expect(await next('up --yes', {})).not.toContain('--name');
    expect(await next('up --yes --name kind', { [MINE]: 'name: demo' })).toContain('kind-audit doctor --name kind');
  });
});

describe('the policy', () => {
  test('a preset or a file is the default, and --policy another', async () => {
    const own = metadata.replace('Metadata', 'Request');
    const files = { [MINE]: 'policy: ../shared/own.yaml', '/shared/own.yaml': own };
    expect((await run('up --yes', at(files))).files['audit-policy.yaml']).toBe(own);
    expect((await run('up --yes --policy gce', at(files))).files['audit-policy.yaml']).toBe(gce);
  });

  test("that of the machine comes after the project's own file, that of the project before it", async () => {
    const files = { '/project/audit-policy.yaml': metadata };
    const ofMachine = await run('up --yes', at({ ...files, [MACHINE]: 'policy: gce' }));
    expect(ofMachine.files['audit-policy.yaml']).toBe(metadata);
    expect((await run('up --yes', at({ ...files, [MINE]: 'policy: gce' }))).files['audit-policy.yaml']).toBe(gce);
    const edited = { '/project/audit-policy.yaml': `${metadata}# mine\n`, [MINE]: 'policy: gce' };
    const ran = await run('up --yes', at(edited));
    expect(ran).toMatchObject({ code: 2, files: { 'audit-policy.yaml': `${metadata}# mine\n` } });
    expect(ran.stderr).toContain(`to use it: change ${MINE}:1, which names another`);
  });

  test('a file that is not there is named with the place that names it', async () => {
    for (const text of ['name: x\npolicy: ./none.yaml', 'name: x\nenforce: {policy: none.yaml}'])
      expect((await run('up --yes', at({ [MINE]: text }))).stderr).toContain(
        `there is no file /project/none.yaml, the policy that ${MINE}:2 names`,
      );
  });
});

const strict = 'enforce:\n  minimum:\n  - {request: kubectl delete secret db -n prod, level: Metadata}\n';
const nothing = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n';

describe('what is enforced', () => {
  test.each(['up --yes', 'up --dry-run', 'init', 'up --yes --skip-policy-check', 'up --yes --force'])(
    '%s: nothing is made with another policy, or with one that logs less',
    async (line) => {
      const other = at({ [MACHINE]: 'enforce:\n  policy: gce' });
      const [policy, level] = [
        await run(`${line} --policy metadata`, other),
        await run(`${line} --policy p.yaml`, at({ [MINE]: strict, '/project/p.yaml': nothing })),
      ];
      expect(policy).toMatchObject({ code: 1, stdout: '', files: {} });
      expect(policy.stderr).toBe(
        `error: ${MACHINE}:2 enforces the policy preset gce, so preset metadata cannot be used\n` +
          `next: name no policy, and preset gce is used; or change ${MACHINE}\n`,
      );
      expect(level).toMatchObject({ code: 1, stdout: '' });
      expect(level.stderr).toContain(`p.yaml logs "kubectl delete secret db -n prod" at level None, and ${MINE}:3`);
      expect(level.stderr).toContain('rule 1 (p.yaml:4) decides None');
      expect(level.files).not.toHaveProperty('kind-config.yaml');
      expect(level.world.ran.filter(([program, verb]) => program === 'kind' && verb === 'create')).toEqual([]);
    },
  );

  test('the policy is used where no other is asked for, and accepted under another name', async () => {
    const files = { [MACHINE]: 'enforce: {policy: gce}', [MINE]: 'policy: cis\nenforce: {policy: metadata}' };
    expect(await run('up --yes', at(files))).toMatchObject({ code: 0, files: { 'audit-policy.yaml': gce } });
    const copy = at({ ...files, '/project/copy.yaml': gce });
    expect(await run('up --yes --policy copy.yaml', copy)).toMatchObject({ code: 0 });
  });

  test("the project's own file and the default preset are held to the levels", async () => {
    const own = { '/project/audit-policy.yaml': nothing };
    expect((await run('up --yes', at({ ...own, [MINE]: strict }))).stderr).toContain('/project/audit-policy.yaml:4');
    expect(await run('up --yes', at({ [MINE]: strict }))).toMatchObject({ code: 0 });
    const higher = strict.replace('Metadata', 'Request');
    expect((await run('up --yes', at({ [MINE]: higher }))).stderr).toContain('preset metadata logs');
  });

  test('no variable removes what the machine enforces', async () => {
    const files = { [MACHINE]: 'enforce: {policy: gce}', '/project/other.yaml': 'enforce: {policy: metadata}' };
    const env = { ...home, KIND_AUDIT_CONFIG: 'other.yaml' };
    expect(await run('up --yes --policy metadata', at(files), { env })).toMatchObject({ code: 1 });
    expect(await run('up --yes', at(files), { env })).toMatchObject({ files: { 'audit-policy.yaml': gce } });
  });

  test('a policy that the API server rejects is not passed on unchecked', async () => {
    const files = { [MINE]: strict, '/project/p.yaml': nothing.replace('None', 'Noen') };
    const ran = await run('up --yes --policy p.yaml --skip-policy-check', at(files));
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('the API server would reject this policy') });
  });
});

describe('status', () => {
  test('shows the files, what they enforce, and a deployed policy that they do not allow', async () => {
    const it = at({});
    expect((await run('up --yes', it)).code).toBe(0);
    it.world.disk.set(MINE, { data: strict.replace('Metadata', 'Request'), mode: 0o644 });
    it.world.disk.set(MACHINE, { data: 'enforce:\n  auditing: true\n  policy: gce\n', mode: 0o644 });
    const { stdout, stderr } = await run('status', it);
    expect(stdout).toContain(
      [
        `settings  ${MINE}`,
        `settings  ${MACHINE} (the machine's)`,
        `enforced  auditing (${MACHINE}:2)`,
        `enforced  policy preset gce (${MACHINE}:3)`,
        `enforced  at least Request for kubectl delete secret db -n prod (${MINE}:3)`,
      ].join('\n'),
    );
    expect(stderr).toContain(
      `warning: the deployed policy is not allowed: ${MACHINE}:3 enforces the policy preset gce`,
    );
    const json = JSON.parse((await run('status --json', it)).stdout) as { settings: unknown };
    expect(json.settings).toEqual({
      files: [
        { path: MINE, why: 'project' },
        { path: MACHINE, why: 'machine' },
      ],
      enforced: {
        auditing: { by: `${MACHINE}:2` },
        policy: { name: 'gce', by: `${MACHINE}:3` },
        minimum: [{ request: 'kubectl delete secret db -n prod', level: 'Request', by: `${MINE}:3` }],
      },
    });
  });

  test('says nothing of settings where there are none', async () => {
    const it = at({});
    await run('up --yes', it);
    const { stdout, stderr } = await run('status', it);
    expect(stdout + stderr).not.toMatch(/settings|enforced|allowed/);
  });
});

test('whatever the settings hold, nothing that is printed steers a terminal', async () => {
  const H = `a\n::add-mask::b\r\nnext: rm -rf ~ #${hostileCharacters.join('')}##[error]c`;
  const text = JSON.stringify(H);
  const texts = [
    `${text}: 1`,
    `name: ${text}`,
    `policy: ${text}`,
    `policy: ${JSON.stringify(`./${H}`)}`,
    `dir: ${JSON.stringify(`./${H}`)}`,
    `enforce: {minimum: [{request: ${text}, level: Request}]}`,
    `enforce: {minimum: [{request: ${JSON.stringify(`/${H}`)}, level: Request}]}`,
    `enforce: {minimum: [{request: /x, level: RequestResponse, user: ${text}}]}`,
  ];
  for (const data of texts)
    for (const line of ['up --dry-run', 'status --name kind']) {
      const ran = await run(line, at({ [MINE]: data }));
      expect(ran.code, ran.stderr).not.toBe(70);
      expect(`${ran.stdout}${ran.stderr}`, data).not.toMatch(unsafeOutput);
      expect(ran.stderr).not.toMatch(/^next: rm -rf/m);
    }
});
