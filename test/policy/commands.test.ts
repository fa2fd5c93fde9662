// The policy commands from their command lines.
import { describe, expect, test } from 'vitest';
import { loadPolicy } from '../../src/index.ts';
import type { Files } from '../../src/core/ports.ts';
import { runCli } from '../kit/run-cli.ts';
import { fakeWorld } from '../kit/world.ts';

const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n';
const good = `${head}# secrets\n- level: None\n  resources: [{resources: [secrets]}]\n- level: Metadata\n`;
const bad = `${head}- level: Metdata\n  verb: [get]\n`;

describe('policy lint', () => {
  test('a good policy', async () => {
    expect(await runCli(['policy', 'lint', 'p.yaml'], { files: { 'p.yaml': good } })).toMatchObject({
      code: 0,
      stdout: 'p.yaml: the API server accepts it\n',
    });
  });

  test('errors exit with 1, and show the place', async () => {
    const { code, stdout } = await runCli(['policy', 'lint', 'p.yaml'], { files: { 'p.yaml': bad } });
    expect(code).toBe(1);
    expect(stdout).toContain(
      'p.yaml:4:10: error: "Metdata" is not a level [level]\n4 | - level: Metdata\n  |          ^^^^^^^\n  = did you mean Metadata?',
    );
  });

  test('warnings exit with 0, and with 1 under --strict', async () => {
    const files = { 'p.yaml': `${head}- level: None\n  verb: [get]\n` };
    expect((await runCli(['policy', 'lint', 'p.yaml'], { files })).code).toBe(0);
    expect((await runCli(['policy', 'lint', '--strict', 'p.yaml'], { files })).code).toBe(1);
  });

  test('the JSON contract', async () => {
    const { stdout } = await runCli(['policy', 'lint', '-o', 'json', 'p.yaml', '-'], {
      files: { 'p.yaml': bad },
      stdin: good,
    });
    const { schema, files } = JSON.parse(stdout) as { schema: string; files: Record<string, unknown>[] };
    expect(schema).toBe('kind-audit.policy-lint/v1');
    expect(files.map(({ file, server }) => [file, server])).toEqual([
      ['p.yaml', 'refuses'],
      ['<stdin>', 'accepts'],
    ]);
    expect(files[0]?.['diagnostics']).toMatchObject([
      {
        id: 'level',
        severity: 'error',
        line: 4,
        column: 10,
        endLine: 4,
        endColumn: 17,
        help: 'did you mean Metadata?',
        fix: { text: 'Metadata' },
      },
      { id: 'unknown-field', severity: 'warning', line: 5, column: 3 },
    ]);
  });

  test('GitHub and SARIF', async () => {
    const github = await runCli(['policy', 'lint', '-o', 'github', 'p.yaml'], { files: { 'p.yaml': bad } });
    expect(github.stdout).toContain('::error file=p.yaml,line=4,col=10,endLine=4,endColumn=17,title=policy level::');
    const sarif = await runCli(['policy', 'lint', '-o', 'sarif', 'p.yaml'], { files: { 'p.yaml': bad } });
    expect(JSON.parse(sarif.stdout)).toMatchObject({
      version: '2.1.0',
      runs: [{ results: [{ ruleId: 'level', level: 'error' }, { ruleId: 'unknown-field' }] }],
    });
  });

  test('--fix fixes the file', async () => {
    const { code, files, stdout } = await runCli(['policy', 'lint', '--fix', 'p.yaml'], {
      files: {
        'p.yaml': `# mine\n${bad}- level: Metadata # all\n`,
      },
    });
    expect(files['p.yaml']).toBe(`# mine\n${head}- level: Metadata\n  verbs: [get]\n- level: Metadata # all\n`);
    expect(code).toBe(0);
    expect(stdout).toContain('2 places fixed');
  });

  test.each([
    [['--kubernetes-version', '1.34-1.36']],
    [['--kubernetes-version', '1.34,1.35,1.36']],
    [['--kubernetes-version', '1.34', '--kubernetes-version', '1.35', '--kubernetes-version', '1.36']],
  ])('several versions: %s', async (versions) => {
    const { stdout, code } = await runCli(['policy', 'lint', ...versions, 'p.yaml'], {
      files: {
        'p.yaml': `${head}- level: None\n  resources: [{group: "*"}]\n- level: Metadata\n`,
      },
    });
    expect(code).toBe(1);
    expect(stdout).toContain('p.yaml: refused by 1.34–1.35, accepted by 1.36+');
  });

  test('bytes that are not UTF-8', async () => {
    const { stdout, code } = await runCli(['policy', 'lint', 'p.yaml'], {
      files: {
        'p.yaml': Buffer.concat([Buffer.from(good), Buffer.from([0x23, 0xff])]),
      },
    });
    expect(code).toBe(1);
    expect(stdout).toContain('[encoding]');
  });

  test('a folder, and the file in it to name', async () => {
    expect(
      await runCli('policy lint policies/', { files: { 'policies/b.yaml': good, 'policies/a.txt': '' } }),
    ).toMatchObject({
      code: 2,
      stderr: 'error: policies/ is a folder, not a file\nnext: name a file in it, such as policies/b.yaml\n',
    });
    expect((await runCli('policy explain logs', { files: { 'logs/a.txt': '' } })).stderr).toBe(
      'error: logs is a folder, not a file\nnext: name a file; logs holds none that ends in .yaml, .yml or .json\n',
    );
  });

  test('--fix says what it fixed, and keeps the encoding of the file', async () => {
    const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le');
    const world = fakeWorld({ files: { '/project/p.yaml': utf16(bad) } });
    const { stdout } = await runCli('policy lint --fix p.yaml', { world });
    expect(stdout).toContain('p.yaml:4: fixed: Metdata → Metadata\np.yaml:5: fixed: verb → verbs\np.yaml: ');
    const written = world.disk.get('/project/p.yaml')?.data;
    expect(written).toEqual(new Uint8Array(utf16(bad.replace('Metdata', 'Metadata').replace('verb:', 'verbs:'))));
  });

  test('--fix overwrites no edit made since it read the file', async () => {
    const world = fakeWorld({ files: { '/project/p.yaml': bad } });
    const edited = `${bad}# by hand\n`;
    const readWhole: Files['readWhole'] = async (path, most) => {
      const found = await world.files.readWhole(path, most);
      await world.files.write(path, edited);
      return found;
    };
    const editing = { ...world, files: { ...world.files, readWhole } };
    const { code, stderr, files } = await runCli('policy lint --fix p.yaml', { world: editing });
    expect(code).toBe(2);
    expect(stderr).toContain('p.yaml was changed by something else in the meantime; nothing was written');
    expect(files['p.yaml']).toBe(edited);
  });

  test('a file that is not there', async () => {
    expect(await runCli('policy lint gcee')).toMatchObject({
      code: 2,
      stderr: 'error: there is no file gcee\nnext: did you mean the preset gce?\n',
    });
  });
});

describe('policy explain', () => {
  test('says which rule, and why no earlier one', async () => {
    const { stdout } = await runCli(
      ['policy', 'explain', 'p.yaml', '--user', 'jane', '--verb', 'list', '--resource', 'pods', '-n', 'app'],
      { files: { 'p.yaml': good } },
    );
    expect(stdout).toBe(
      [
        'list pods in app by jane (system:authenticated)',
        'rule 2 (p.yaml:7) decides: level Metadata',
        '7 | - level: Metadata',
        'written: RequestReceived, ResponseComplete at level Metadata',
        '',
        'why not an earlier rule:',
        '  rule 1 (p.yaml:5) resources do not name pods without a name',
        '',
      ].join('\n'),
    );
  });

  const decision = async (...args: string[]) =>
    JSON.parse((await runCli(['policy', 'explain', 'gce', '-o', 'json', ...args])).stdout) as Record<string, unknown>;

  test.each([
    [
      ['--request', 'GET /api/v1/namespaces/x/pods?watch=1'],
      { verb: 'watch', namespace: 'x', resource: 'pods', user: null },
    ],
    [
      ['--kubectl', 'delete pod x -n y', '--user', 'jane'],
      { verb: 'delete', name: 'x', namespace: 'y', resource: 'pods', user: 'jane' },
    ],
    [['--kubectl', 'kubectl get deploy -A'], { verb: 'list', namespace: '', group: 'apps', resource: 'deployments' }],
    [['--kubectl', 'exec -it web -n app -- sh'], { verb: 'get', name: 'web', subresource: 'exec', namespace: 'app' }],
    [['--kubectl', 'create secret generic s'], { verb: 'create', resource: 'secrets', name: '' }],
    [['--kubectl', 'logs -f web'], { verb: 'get', name: 'web', subresource: 'log' }],
    [['--kubectl', 'cp a app/web:/b'], { verb: 'get', name: 'web', subresource: 'exec', namespace: 'app' }],
    [
      ['--kubectl', 'create token web'],
      { verb: 'create', resource: 'serviceaccounts', subresource: 'token', name: 'web' },
    ],
    [['--kubectl', 'get --raw /livez?verbose'], { verb: 'get', resource: '', path: '/livez' }],
    [['--kubectl', 'delete pods -l app=web'], { verb: 'list', resource: 'pods', name: '' }],
    [['--kubectl', 'delete ns old'], { verb: 'delete', resource: 'namespaces', name: 'old', namespace: 'old' }],
    [
      ['--resource', 'pods/log', '--group', 'a', '--group', 'b', '--user', 'u'],
      { resource: 'pods', subresource: 'log', groups: ['a', 'b'] },
    ],
    [['--resource', 'deployments/scale.apps'], { resource: 'deployments', subresource: 'scale', group: 'apps' }],
    [['--url', '/healthz', '--user', 'u'], { resource: '', path: '/healthz', verb: 'get' }],
  ])('%j', async (args, request) => expect((await decision(...args))['request']).toMatchObject(request));

  test('requests as JSON lines: one decision a line', async () => {
    const stdin =
      '{"user":"a","verb":"get","resource":"secrets"}\n{"user":null,"verb":"get","resource":"","path":"/healthz"}\n';
    const schema = 'kind-audit.policy-decision/v1';
    const { stdout } = await runCli(['policy', 'explain', 'gce', '--requests', '-', '-o', 'json'], { stdin });
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { schema, rule: 13, level: 'Metadata', omitStages: ['RequestReceived'], omitManagedFields: false },
      { schema, rule: 8, level: 'None', omitStages: [], omitManagedFields: false },
    ]);
  });

  test('a logged event', async () => {
    const event = {
      auditID: 'a',
      stage: 'ResponseComplete',
      verb: 'create',
      requestURI: '/api/v1/namespaces/x/pods?dryRun=All',
      user: { username: 'jane', groups: ['g'] },
      objectRef: { name: 'filled-in-later' },
    };
    const { stdout } = await runCli(['policy', 'explain', 'gce', '--event', 'e.json', '-o', 'json'], {
      files: {
        'e.json': JSON.stringify(event, null, 2),
      },
    });
    expect(JSON.parse(stdout)).toMatchObject({
      request: { verb: 'create', name: '', user: 'jane' },
      rule: 15,
      level: 'RequestResponse',
    });
  });

  test.each([
    [[]],
    [['--url', '/a', '--resource', 'pods']],
    [['--kubectl', 'frobnicate']],
    [['--kubectl', 'port-forward svc/web 80']],
    [['--kubectl', 'cp a b']],
    [['--request', 'GET']],
  ])('a usage problem: %j', async (args) => {
    expect(await runCli(['policy', 'explain', 'gce', ...args])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: /),
    });
  });

  test('a policy that is refused', async () => {
    expect(await runCli('policy explain p.yaml --url /', { files: { 'p.yaml': bad } })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('next: kind-audit policy lint p.yaml'),
    });
  });
});

describe('policy test', () => {
  const suite = `policy: p.yaml
cases:
- name: secrets
  request: GET /api/v1/namespaces/x/secrets
  user: jane
  expect: none
- request: {verb: list, resource: deployments.apps, namespace: x}
  user: jane
  expect: {atLeast: Metadata, atMost: Request, rule: 2, stages: [RequestReceived, ResponseComplete]}
- name: by the comment
  kubectl: get secret s
  expect: {rule: Secrets}
`;

  test('passes', async () => {
    const { code, stdout } = await runCli(['policy', 'test', 's.yaml'], { files: { 'p.yaml': good, 's.yaml': suite } });
    expect(stdout).toContain('s.yaml: 3 passed; 2 of 2 rules reached');
    expect(code).toBe(0);
  });

  test('fails, with what was found instead', async () => {
    const wrong = suite
      .replace('expect: none', 'expect: {atLeast: Request, rule: 2}')
      .replace('rule: Secrets', 'rule: other');
    const { code, stdout } = await runCli(['policy', 'test', 's.yaml'], { files: { 'p.yaml': good, 's.yaml': wrong } });
    expect(code).toBe(1);
    expect(stdout).toContain('expected at least Request; rule 1 (secrets) says None');
    expect(stdout).toContain('expected rule other to decide');
    const junit = await runCli(['policy', 'test', 's.yaml', '-o', 'junit'], {
      files: { 'p.yaml': good, 's.yaml': wrong },
    });
    expect(junit.stdout).toContain('<testsuite name="s.yaml" tests="3" failures="2">');
  });

  test.each(['gce', 'cis', 'kkp-minimal', 'deckhouse-basic'])(
    '--init writes a file that passes: %s',
    async (preset) => {
      const started = await runCli(['policy', 'test', '--init', preset]);
      const name = `${preset}.test.yaml`;
      const { code } = await runCli(['policy', 'test', name], { files: started.files });
      expect(code).toBe(0);
      expect(await runCli(['policy', 'test', '--init', preset], { files: started.files })).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`error: ${name} already exists`),
      });
    },
  );

  test('a file that is wrong says where', async () => {
    const files = { 's.yaml': 'policy: gce\ncases:\n- expect: Metdata\n' };
    expect((await runCli('policy test s.yaml', { files })).stderr).toContain('s.yaml:3:');
  });
});

test('policy diff', async () => {
  const files = { 'a.yaml': good, 'b.yaml': good.replace('None', 'Metadata') };
  expect(await runCli(['policy', 'diff', 'a.yaml', 'a.yaml'], { files })).toMatchObject({ code: 0 });
  const { code, stdout } = await runCli(['policy', 'diff', 'a.yaml', 'b.yaml'], { files });
  expect(code).toBe(1);
  expect(stdout).toContain('None (rule 1) → Metadata (rule 1)');
  expect(
    JSON.parse((await runCli(['policy', 'diff', 'a.yaml', 'b.yaml', '-o', 'json'], { files })).stdout),
  ).toMatchObject({
    equivalent: false,
    differences: [{ direction: 'more' }],
  });
});

test('policy presets', async () => {
  expect((await runCli(['policy', 'presets'])).stdout).toContain('gce');
  expect(loadPolicy((await runCli(['policy', 'presets', 'gce'])).stdout).server).toBe('accepts');
  expect((await runCli('policy presets gc')).code).toBe(2);
});

test('policy schema', async () => {
  expect(JSON.parse((await runCli(['policy', 'schema'])).stdout)).toMatchObject({
    properties: { apiVersion: { const: 'audit.k8s.io/v1' } },
  });
});

test('policy new', async () => {
  const { files } = await runCli(['policy', 'new', '--bodies'], { answers: [false] });
  expect(files['audit-policy.yaml']).toContain('level: Request');
  expect(files['audit-policy.yaml']).toContain('reads are not logged');
  expect((await runCli('policy new', { files })).stderr).toContain('audit-policy.yaml already exists');
  expect((await runCli(['policy', 'new', '-y', '-'])).stdout).toContain('kind: Policy');
});
