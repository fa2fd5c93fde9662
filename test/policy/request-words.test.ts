// What people type for a request: lines, paths, verbs and resources become the request that is sent, or are refused.
import { describe, expect, test } from 'vitest';
import { runCli } from '../kit/run-cli.ts';

interface Words {
  readonly request: Readonly<Record<string, string>>;
}

async function explained(...args: string[]): Promise<Words['request']> {
  const { stdout } = await runCli(['policy', 'explain', 'gce', '--user', 'mia', '-o', 'json', ...args]);
  return (JSON.parse(stdout) as Words).request;
}

describe('a path is read as the API server reads it', () => {
  test.each([
    ['/api/v1/pods', 'GET /api/v1/pods'],
    ['/apis/apps/v1/namespaces/x/deployments/y', 'GET /apis/apps/v1/namespaces/x/deployments/y'],
    ['/api/v1/pods?watch=1', 'get /api/v1/pods?watch=1'],
    ['/readyz?verbose', 'Get /readyz?verbose HTTP/1.1'],
    ['/api/v1', 'GET /api/v1'],
    ['https://127.0.0.1:6443/healthz', 'GET /healthz'],
  ])('--url %s as --request %s', async (url, line) => {
    const [byUrl, byLine] = [await explained('--url', url), await explained('--request', line)];
    expect(byUrl).toEqual(byLine);
    expect(byUrl['verb']).toMatch(/^(?:get|list|watch)$/);
  });

  test.each([
    [['--url', '/api/v1/pods', '--verb', 'delete'], 'deletecollection', 'pods'],
    [['--url', '/api/v1/namespaces/x/pods', '--verb', 'create'], 'create', 'pods'],
    [['--url', '/metrics', '--verb', 'POST'], 'post', ''],
    [['--request', 'options /api/v1/pods'], '', 'pods'],
    [['--request', 'head /api/v1/pods'], 'list', 'pods'],
    [['--request', 'pAtCh /api/v1/nodes/a'], 'patch', 'nodes'],
  ])('%j', async (args, verb, resource) => expect(await explained(...args)).toMatchObject({ verb, resource }));
});

test.each([
  [['--verb', 'List', '--resource', 'po'], { verb: 'list', resource: 'pods', group: '' }],
  [['--resource', 'deployments'], { verb: 'get', resource: 'deployments', group: 'apps' }],
  [['--resource', 'deploy/scale'], { resource: 'deployments', subresource: 'scale', group: 'apps' }],
  [['--resource', 'Secret'], { resource: 'secrets', group: '' }],
  [['--resource', 'ns', '--name', 'x'], { resource: 'namespaces', name: 'x', namespace: 'x' }],
  [['--resource', 'widgets.example.com'], { resource: 'widgets', group: 'example.com' }],
  [['--resource', 'podsecuritypolicies.policy'], { resource: 'podsecuritypolicies', group: 'policy' }],
])('%j', async (args, request) => expect(await explained(...args)).toMatchObject(request));

test.each([
  [['--request', 'list /api/v1/pods'], 'list is not a method of HTTP', 'write GET /api/v1/pods'],
  [['--request', 'GTE /api/v1/pods'], 'GTE is not a method', 'write GET /api/v1/pods'],
  [['--request', 'nonsense'], 'a method and an address', 'GET /api/v1/pods'],
  [['--request', 'GET api/v1/pods'], 'is not an address', 'write /api/v1/pods'],
  [['--url', 'healthz'], 'is not an address', 'write /healthz'],
  [['--url', '/healthz', '--verb', 'list'], 'no request for /healthz has the verb "list"', 'write get'],
  [['--url', '/api/v1/pods', '--verb', 'watch'], 'is a list, not a watch', '--verb list'],
  [['--url', '/api/v1/pods', '--verb', 'read'], 'has the verb "read"', 'write get, list, watch'],
  [['--verb', 'exec', '--resource', 'pods'], 'has the verb "exec"', 'pods/exec'],
  [['--verb', 'lsit', '--resource', 'pods'], 'has the verb "lsit"', 'did you mean list?'],
  [['--resource', 'widgets'], 'is not a resource of Kubernetes itself', 'widgets.GROUP'],
  [['--resource', 'po,svc'], 'is not a resource', ''],
  [['--resource', 'pods/logs'], 'no subresource "logs"', 'pods/log'],
  [['--resource', 'nodes', '-n', 'x'], 'are in no namespace', 'leave --namespace out'],
  [['--verb', 'create', '--resource', 'pods', '--name', 'a'], 'names no object', 'leave --name out'],
  [['--kubectl', 'get pods', '-n', 'x'], '--kubectl says itself what --namespace would', 'leave --namespace out'],
  [['--request', 'GET /healthz', '--verb', 'list'], '--request says itself what --verb would', ''],
])('refused: %j', async (args, message, help) => {
  const { code, stdout, stderr } = await runCli(['policy', 'explain', 'gce', '--user', 'mia', ...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).toContain(help);
});

test('a request without a verb says so', async () => {
  const { stdout } = await runCli(['policy', 'explain', 'gce', '--user', 'mia', '--request', 'OPTIONS /api/v1/pods']);
  expect(stdout).toMatch(/^\(no verb\) pods by mia /);
});

test('a path that is the address of a resource is not taken for another path in lists of requests either', async () => {
  const files = {
    'r.jsonl': '{"verb":"get","path":"/api/v1/pods"}\n',
    's.yaml': 'policy: gce\ncases:\n- request: {verb: get, path: /api/v1/pods}\n  expect: None\n',
  };
  const said = 'is the address of a resource';
  expect(await runCli('policy explain gce --requests r.jsonl', { files })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(said),
  });
  expect(await runCli('policy test s.yaml', { files })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(said),
  });
});

test('a first test file has no request that cannot be sent', async () => {
  const policy =
    'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- {level: None, nonResourceURLs: ["/api/v1/pods*"]}\n- level: Metadata\n';
  const { files } = await runCli('policy test --init p.yaml', { files: { 'p.yaml': policy } });
  expect(files['p.test.yaml']).toContain('No request was found that reaches rule 1.');
  expect(await runCli('policy test p.test.yaml', { files })).toMatchObject({ code: 0 });
});
