// The log of a real cluster: every filter compared with a plain reading of the same log, every form, and stdout mode.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DocumentOf } from '../../src/report/documents/table.ts';
import { askNumbered, expectEachOnce, NUMBERED } from './kit/numbered-requests.ts';
import { run, setScene, until } from './kit/scene.ts';

const scene = setScene('logs-real');
const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';
const PASSWORD = Buffer.from('hunter2').toString('base64');

// Bodies of secrets are logged on purpose, so that there is something to hide.
const POLICY = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: RequestResponse
    namespaces: [shop]
    resources: [{ group: "", resources: [secrets] }]
  - level: Metadata
`;

interface Logged {
  readonly auditID: string;
  readonly stage: string;
  readonly level: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly user: { readonly username?: string; readonly groups?: readonly string[] };
  readonly impersonatedUser?: { readonly username: string };
  readonly sourceIPs?: readonly string[];
  readonly userAgent?: string;
  readonly objectRef?: {
    readonly resource?: string;
    readonly subresource?: string;
    readonly apiGroup?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code: number };
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
  /** The line. */
  readonly line: string;
}

const parsed = (text: string): Logged[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ ...(JSON.parse(line) as Logged), line }));

/** Everything up to a moment after all requests of these tests, as the node has it. */
let log: Logged[] = [];
/** That moment and one in the middle. */
let end = '';
let middle = '';

beforeAll(async () => {
  writeFileSync(join(scene.dir, 'with-bodies.yaml'), POLICY);
  const ran = await scene.cli('up', '--yes', '--policy', 'with-bodies.yaml');
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  await scene.kubectl('create', 'namespace', 'shop');
  await scene.kubectl('create', 'secret', 'generic', 'db', '--namespace', 'shop', '--from-literal=password=hunter2');
  await scene.kubectl('get', '--raw', '/api/v1/namespaces/shop/pods?labelSelector=a%21%3Db&limit=1');
  middle = new Date().toISOString();
  await scene.kubectl('delete', 'secret', 'db', '--namespace', 'shop');
  await scene.kubectl('logs', `kube-apiserver-${scene.name}-control-plane`, '--namespace', 'kube-system', '--tail=1');
  // Rejected: without the rights, and anonymous.
  const refused = `kubectl --kubeconfig /etc/kubernetes/admin.conf get secrets --namespace shop --as jane --as-group dev; true`;
  await scene.inNode(refused);
  await scene.inNode('curl --silent --insecure --header "Authorization: Bearer nonsense" https://127.0.0.1:6443/api');
  end = new Date().toISOString();
  const text = await scene.inNode('cat $(ls /var/log/kubernetes/kube-apiserver-audit*.log | sort)');
  log = parsed(text).filter(({ stageTimestamp }) => stageTimestamp <= end);
});
afterAll(() => scene[Symbol.asyncDispose]());

/** What is shown without --all-stages: the end of each request, also of one that was rejected before it began. */
const isRequest = ({ stage, user }: Logged): boolean => stage === 'ResponseComplete' || user.username === undefined;
const tookMs = ({ stageTimestamp, requestReceivedTimestamp }: Logged): number =>
  ((Number(stageTimestamp.slice(17, -1)) - Number(requestReceivedTimestamp.slice(17, -1)) + 60) % 60) * 1000;
const code = ({ responseStatus }: Logged): number => responseStatus?.code ?? 0;

const filters: readonly [string, readonly string[], (event: Logged) => boolean][] = [
  ['--verb', ['delete'], ({ verb }) => verb === 'delete'],
  ['--verb', ['!get', '--verb', '!update'], ({ verb }) => verb !== 'get' && verb !== 'update'],
  ['--user', ['kubernetes-admin'], ({ user }) => user.username === 'kubernetes-admin'],
  ['--user', ['!system:*'], ({ user }) => user.username?.startsWith('system:') !== true],
  ['--group', ['system:nodes'], ({ user }) => user.groups?.includes('system:nodes') === true],
  ['--as', ['jane'], ({ impersonatedUser }) => impersonatedUser?.username === 'jane'],
  ['--as', ['*'], ({ impersonatedUser }) => impersonatedUser !== undefined],
  ['--namespace', ['shop'], ({ objectRef }) => objectRef?.namespace === 'shop'],
  ['--namespace', ['kube-*'], ({ objectRef }) => objectRef?.namespace?.startsWith('kube-') === true],
  ['--resource', ['secrets'], ({ objectRef: o }) => o?.resource === 'secrets' && o.subresource === undefined],
  ['--resource', ['pods/log'], ({ objectRef: o }) => o?.resource === 'pods' && o.subresource === 'log'],
  ['--resource', ['leases.coordination.k8s.io'], ({ objectRef: o }) => o?.resource === 'leases'],
  ['--resource', ['*/status'], ({ objectRef: o }) => o?.subresource === 'status'],
  ['--object', ['db'], ({ objectRef: o }) => o?.name === 'db'],
  ['--level', ['RequestResponse'], ({ level }) => level === 'RequestResponse'],
  ['--code', ['403'], (event) => code(event) === 403],
  ['--code', ['4xx', '--code', '201'], (event) => code(event) === 201 || Math.floor(code(event) / 100) === 4],
  ['--failed', [], (event) => code(event) >= 400],
  ['--source-ip', ['127.0.0.1'], ({ sourceIPs }) => sourceIPs?.includes('127.0.0.1') === true],
  ['--user-agent', ['kubectl'], ({ userAgent }) => userAgent?.includes('kubectl') === true],
  [
    '--url',
    ['/api/v1/namespaces/shop/pods'],
    ({ requestURI }) => requestURI.split('?')[0] === '/api/v1/namespaces/shop/pods',
  ],
  ['--url', ['*labelSelector=a%21%3Db&limit=1'], ({ requestURI }) => requestURI.includes('a%21%3Db&limit=1')],
  ['--slower-than', ['20ms'], (event) => tookMs(event) > 20],
  ['--since', ['MIDDLE'], ({ stageTimestamp }) => stageTimestamp >= middle],
  ['--grep', ['"password":"[a-zA-Z0-9=]+"'], ({ line }) => line.includes(`"password":"${PASSWORD}"`)],
  ['--grep', ['!kube'], ({ line }) => !line.includes('kube')],
];

/** Prints lines up to the end of what these tests did. */
async function shown(...args: string[]): Promise<string> {
  const ran = await scene.cli('logs', '--until', end, ...args);
  expect(ran, ran.stderr).toMatchObject({ code: 0, stderr: '' });
  return ran.stdout;
}

const names = (events: readonly Logged[]): string[] => events.map(({ auditID, stage }) => `${auditID} ${stage}`);

test('one line for each request, byte for byte, or all stages', async () => {
  const [requests, stages] = [await shown('-o', 'json'), await shown('-o', 'json', '--all-stages')];
  expect(names(parsed(requests))).toEqual(names(log.filter(isRequest)));
  expect(new Set(parsed(requests).map(({ auditID }) => auditID)).size).toBe(parsed(requests).length);
  expect(stages.trimEnd().split('\n')).toEqual(log.map(({ line }) => line));
  expect(log.filter(({ stage }) => stage === 'ResponseStarted').length).toBeGreaterThan(1);
});

test.each(filters)('%s %j', async (flag, values, passes) => {
  const args = values.map((value) => (value === 'MIDDLE' ? middle : value));
  const wanted = names(log.filter((event) => isRequest(event) && passes(event)));
  expect(wanted).not.toEqual([]);
  expect(wanted.length).toBeLessThan(log.length);
  expect(names(parsed(await shown('-o', 'json', flag, ...args)))).toEqual(wanted);
});

test('--stage, --id and --tail', async () => {
  const started = log.filter(({ stage }) => stage === 'ResponseStarted');
  expect(names(parsed(await shown('-o', 'json', '--stage', 'ResponseStarted')))).toEqual(names(started));
  const one = log.find(({ verb }) => verb === 'delete');
  expect(await shown('-o', 'json', '--id', one?.auditID ?? '')).toBe(`${one?.line}\n`);
  expect(names(parsed(await shown('-o', 'json', '--tail', '7')))).toEqual(names(log.filter(isRequest).slice(-7)));
});

test('the forms, without the bodies of secrets unless they are asked for', async () => {
  const of = ['--object', 'db', '--verb', 'create'];
  expect(await shown(...of)).toMatch(/RequestResponse create kubernetes-admin +secrets shop\/db +201 /);
  expect(await shown(...of, '-o', 'wide')).toMatch(/secrets shop\/db +201 .* kubectl\//);
  expect(await shown(...of, '-o', 'json')).toContain(PASSWORD);
  const yaml = await shown(...of, '-o', 'yaml');
  expect(yaml).toMatch(/^---\nkind: Event\n(.*\n)*requestObject: \(hidden; --show-secrets shows it\)\n/);
  expect(yaml).not.toContain(PASSWORD);
  expect(await shown(...of, '-o', 'yaml', '--show-secrets')).toContain(`password: ${PASSWORD}`);
  expect(await shown(...of, '--color', 'always')).toContain('\u001B[');
  expect(await shown(...of)).not.toContain('\u001B[');
});

test.each<[string, (event: Logged) => string]>([
  ['verb', ({ verb }) => verb],
  ['user', ({ user }) => user.username ?? ''],
  ['namespace', ({ objectRef }) => objectRef?.namespace ?? ''],
  ['code', (event) => String(code(event))],
  ['user-agent', ({ userAgent }) => userAgent ?? ''],
  [
    'resource',
    ({ objectRef: o }) =>
      `${o?.resource ?? ''}${o?.apiGroup === undefined ? '' : `.${o.apiGroup}`}${o?.subresource === undefined ? '' : `/${o.subresource}`}`,
  ],
])('--top %s', async (field, value) => {
  const counts = new Map<string, number>();
  for (const event of log.filter(isRequest)) counts.set(value(event), (counts.get(value(event)) ?? 0) + 1);
  const lines = (await shown('--top', field, '-o', 'json')).trimEnd().split('\n');
  const rows = lines.map((line) => JSON.parse(line) as DocumentOf<'kind-audit.logs-top/v1'>);
  expect(new Map(rows.map((each) => [each.value, each.events]))).toEqual(counts);
  expect(rows[0]?.events).toBe(Math.max(...counts.values()));
});

test('--stats', async () => {
  const requests = log.filter(isRequest);
  const failed = requests.filter((event) => code(event) >= 400).length;
  expect(await shown('--stats')).toMatch(new RegExp(`^events +${requests.length}\n(.*\n)*failed +${failed} \\(`));
});

/** Whether the API server that runs writes its audit log to its standard output, and answers. */
async function isInStdoutMode(): Promise<boolean> {
  const script = `tr '\\0' '\\n' < /proc/$(pgrep --exact kube-apiserver)/cmdline | grep --fixed-strings --line-regexp -- --audit-log-path=- && kubectl --kubeconfig /etc/kubernetes/admin.conf get --raw /readyz`;
  const ran = await run(['docker', 'exec', `${scene.name}-control-plane`, 'bash', '-c', script]);
  return ran.code === 0 && ran.stdout.endsWith('ok');
}

test('stdout mode: read and followed through the logs of the containers, over a restart', async () => {
  // On the same file system, then renamed: the kubelet must not see half a file.
  const edit = `sed 's|--audit-log-path=.*|--audit-log-path=-|' ${MANIFEST} > /etc/kubernetes/new.yaml && mv /etc/kubernetes/new.yaml ${MANIFEST}`;
  await scene.inNode(`${edit} && kill -KILL $(pgrep --exact kube-apiserver)`);
  await until('the API server is in stdout mode', isInStdoutMode, 120_000);
  const following = scene.startCli('logs', '--follow', '-o', 'json', '--tail', '0', '--namespace', 'default,shop');
  const answered = new Set<number>();
  const numbers = (text: string): number[] =>
    parsed(text.slice(0, text.lastIndexOf('\n') + 1))
      .filter(({ objectRef }) => objectRef?.name?.startsWith(NUMBERED.slice(0, -1)) === true)
      .map(({ objectRef }) => Number(objectRef?.name?.slice(2)));
  // The runtime splits lines of 16 KiB and more.
  const long = 'x'.repeat(50_000);
  await until('it follows', async () => {
    await askNumbered(scene, [1, 1], 10, answered);
    return numbers(following.output()).includes(1);
  });
  await askNumbered(scene, [2, 100], 50, answered);
  await scene.kubectl('create', 'secret', 'generic', 'long', '--namespace', 'shop', `--from-literal=x=${long}`);
  await scene.inNode('kill -KILL $(pgrep --exact kube-apiserver)');
  await until('another container has taken its place', isInStdoutMode, 120_000);
  await askNumbered(scene, [101, 200], 50, answered);
  expect(answered.size).toBeGreaterThan(150);
  await until('all of them are shown', () => {
    const shown = new Set(numbers(following.output()));
    return [...answered].every((number) => shown.has(number));
  });
  following.child.kill('SIGTERM');
  const followed = await following.ended;
  expect(followed.code).toBe(143);
  const once = await scene.cli('logs', '-o', 'json', '--namespace', 'default,shop');
  expect(once, once.stderr).toMatchObject({ code: 0, stderr: '' });
  for (const { stdout } of [followed, once]) {
    expectEachOnce(
      numbers(stdout).filter((number) => number > 1),
      new Set([...answered].filter((number) => number > 1)),
    );
    expect(parsed(stdout).filter(({ line }) => line.includes(Buffer.from(long).toString('base64')))).toHaveLength(1);
  }
  expect(followed.stderr).not.toMatch(/left out|missing/);
}, 300_000);
