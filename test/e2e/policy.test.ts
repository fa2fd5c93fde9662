// The policy engine and a real API server: what it decides about varied requests is what the audit log shows.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditEvent } from '../../src/events/audit-event.ts';
import { decide, explain, loadPolicy, requestFromUrl, type Policy, type ReplayResult } from '../../src/index.ts';
import type { Volume } from '../../src/policy/replay/estimate.ts';
import { compareWithLog } from '../../src/policy/decide/agreement.ts';
import { requestsFromKubectl } from '../../src/policy/request/from-kubectl.ts';
import { requestFromEvent } from '../../src/policy/request/from-parts.ts';
import { Refusal } from '../../src/policy/request/refusal.ts';
import * as api from './kit/api-client.ts';
import { run, setScene, until } from './kit/scene.ts';
import { calls } from './kit/varied-calls.ts';

const scene = setScene('policy');
const logFile = join(scene.dir, 'audit.log');

interface Sent extends api.Call {
  readonly by: api.Identity;
  /** Part of the address, to find the request's events by. */
  readonly mark: string;
}

let policy: Policy;
const sent: Sent[] = [];
let events: readonly AuditEvent[] = [];

/** Everything that the API server has logged. */
async function readLog(): Promise<string> {
  return scene.inNode('cat /var/log/kubernetes/*.log');
}

beforeAll(async () => {
  const ran = await scene.cli('up', '--yes', '--policy', 'gce');
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  policy = loadPolicy(await scene.inNode('cat /etc/kubernetes/policies/audit-policy.yaml')).policy as Policy;

  const certified = await Promise.all([
    api.withCertificate(scene, 'jane', 'dev', 'ops'),
    ...['kubelet', 'cluster-autoscaler', 'system:kube-proxy', 'system:apiserver', 'system:unsecured'].map((user) =>
      api.withCertificate(scene, user, 'system:masters'),
    ),
  ]);
  const components = await Promise.all(
    ['admin', 'scheduler', 'controller-manager', 'kubelet'].map((name) =>
      api.fromKubeconfig(scene, `/etc/kubernetes/${name}.conf`),
    ),
  );
  const accounts = await Promise.all([
    api.withToken(scene, 'default', 'default'),
    api.withToken(scene, 'kube-system', 'namespace-controller'),
  ]);
  for (const by of [...certified, ...components, ...accounts, api.nobody, api.intruder]) {
    for (const call of calls) {
      const mark = `marked-${sent.length}-`;
      sent.push({ ...call, by, mark, url: `${call.url}${call.url.includes('?') ? '&' : '?'}mark=${mark}` });
    }
  }
  const left = [...sent];
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await api.send(scene, next.by, next);
    }),
  );
  // Real sessions, as kubectl opens them.
  const server = `kube-apiserver-${scene.name}-control-plane`;
  await scene.kubectl('logs', '--namespace', 'kube-system', '--tail', '1', server);
  await run([
    'docker',
    'exec',
    `${scene.name}-control-plane`,
    'kubectl',
    '--kubeconfig',
    '/etc/kubernetes/admin.conf',
    'exec',
    '--namespace',
    'kube-system',
    server,
    '--',
    'no-such-program',
  ]);

  await scene.kubectl('create', 'configmap', 'the-last-one');
  await until('the last request is in the log', async () => (await readLog()).includes('the-last-one'));
  const log = await readLog();
  const whole = log.slice(0, log.lastIndexOf('\n') + 1);
  writeFileSync(logFile, whole);
  events = whole
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditEvent);
});
afterAll(() => scene[Symbol.asyncDispose]());

test('every logged event has the level and a stage that the policy decides', () => {
  const { compared, disagreements } = compareWithLog(policy, events);
  expect(disagreements).toEqual([]);
  expect(compared).toBe(events.length);
  expect(compared).toBeGreaterThan(1000);
  expect(new Set(events.map(({ level }) => level))).toEqual(new Set(['Metadata', 'Request', 'RequestResponse']));
  expect(new Set(events.map(({ stage }) => stage))).toEqual(new Set(['ResponseStarted', 'ResponseComplete']));
  expect(new Set(events.map(({ user }) => user?.username)).size).toBeGreaterThan(12);
  expect(
    events.some(({ objectRef, responseStatus }) => objectRef?.subresource === 'exec' && responseStatus?.code === 101),
  ).toBe(true);
  expect(events.some(({ objectRef }) => objectRef?.subresource === 'log')).toBe(true);
});

test('every request has left exactly the events that the policy decides, and none at level None', () => {
  const logged = new Map<string, AuditEvent[]>();
  for (const event of events) {
    const mark = /marked-\d+-/.exec(event.requestURI ?? '')?.[0];
    if (mark !== undefined) logged.set(mark, [...(logged.get(mark) ?? []), event]);
  }
  const rules = new Set<number | null>();
  const found: string[] = [];
  const foreseen: string[] = [];
  for (const { method, url, by, mark } of sent) {
    const name = `${method} ${url} by ${by.user}`;
    const request = requestFromUrl(method, url, by);
    const decided = request === null ? null : explain(policy, request);
    if (decided !== null) rules.add(decided.rule);
    foreseen.push(`${name}: ${decided?.stages.map((stage) => `${stage} ${decided.level}`).join(', ') ?? ''}`);
    found.push(`${name}: ${(logged.get(mark) ?? []).map(({ stage, level }) => `${stage} ${level}`).join(', ')}`);
  }
  expect(found).toEqual(foreseen);
  expect(foreseen.length).toBeGreaterThan(500);
  expect(foreseen.filter((text) => text.endsWith(': ')).length).toBeGreaterThan(50);
  expect([...rules].toSorted((a, b) => Number(a) - Number(b))).toEqual([...policy.rules.keys()]);
});

test('`policy explain --event` decides about logged events as the API server did', async () => {
  const { stdout } = await scene.cli('policy', 'explain', 'audit-policy.yaml', '--event', logFile, '-o', 'json');
  const decisions = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: string });
  expect(decisions.map(({ level }) => level)).toEqual(events.map(({ level }) => level));
});

test('`--kubectl` names the requests that kubectl really makes', async () => {
  const pod = `kube-apiserver-${scene.name}-control-plane`;
  const node = `${scene.name}-control-plane`;
  const lines = [
    'get pods -A',
    `-n kube-system get pod/${pod}`,
    'get deploy coredns -n kube-system',
    'get ns default',
    'get roles.rbac.authorization.k8s.io -n kube-system',
    'get pods -w -n kube-system',
    'get --raw /openapi/v2',
    'get deploy coredns -n kube-system --subresource=scale',
    `describe node ${node}`,
    'create configmap one --from-literal a=b',
    'create namespace other',
    'create token default',
    'label configmap one k=v',
    'annotate cm/one a=b',
    'patch cm one -p {"data":{"a":"c"}}',
    'edit cm one',
    'delete cm one',
    'delete cm --all -n kube-public',
    'delete cm -l app=none -n other',
    'delete ns other',
    'scale deploy/coredns --replicas 1 -n kube-system',
    'rollout restart deployment/coredns -n kube-system',
    'set image deploy/coredns coredns=other -n kube-system',
    'autoscale deploy/coredns --max 3 -n kube-system',
    'expose deploy/coredns --port 53 --name other -n kube-system',
    'run other --image nowhere',
    `taint nodes ${node} a=b:PreferNoSchedule`,
    `cordon ${node}`,
    `uncordon ${node}`,
    `logs --tail 1 -f ${pod} -n kube-system`,
    `exec ${pod} -n kube-system -- no-such-program`,
    `cp kube-system/${pod}:/x /tmp/x`,
    `attach pods/${pod} -n kube-system`,
    `port-forward ${pod} 65000:1 -n kube-system`,
  ];
  // Each command as a user of its own, so that its events can be told apart.
  await scene.inNode(`cd "$(mktemp --directory)"; export KUBE_EDITOR='sed -i s/c$/d/' KUBECONFIG=/etc/kubernetes/admin.conf
    number=0
    while read -r line; do
      openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key -out csr -subj "/CN=kubectl-$number/O=system:masters"
      openssl x509 -req -in csr -CA /etc/kubernetes/pki/ca.crt -CAkey /etc/kubernetes/pki/ca.key -days 1 -out crt
      timeout 2 kubectl --client-certificate crt --client-key key $line < /dev/null
      [ "$line" = 'create namespace other' ] && kubectl create configmap two --namespace other && kubectl label --namespace other configmap two app=none
      number=$((number + 1))
    done <<'END' &> /dev/null
${lines.join('\n')}
END`);
  const logged = (await readLog())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditEvent);
  const unlike = lines.filter((line, number) => {
    const predicted = requestsFromKubectl(line);
    const requests = logged.flatMap((event) =>
      event.user?.username === `kubectl-${number}` ? [requestFromEvent(event)] : [],
    );
    return (
      predicted instanceof Refusal ||
      !predicted.requests.every((each) =>
        requests.some(
          (request) =>
            fieldsOfRequest.every((field) => request?.[field] === each[field]) &&
            (each.path === '' || request?.path === each.path),
        ),
      )
    );
  });
  expect(unlike).toEqual([]);
});

const fieldsOfRequest = ['verb', 'namespace', 'group', 'resource', 'subresource', 'name'] as const;

interface Report extends ReplayResult {
  readonly schema: string;
  readonly volume: Volume;
}

async function replay(...args: string[]): Promise<Report> {
  const ran = await scene.cli('policy', 'replay', '-o', 'json', ...args);
  expect(ran, ran.stderr).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(ran.stdout) as Report;
}

test("`policy replay` of a cluster's log: under its own policy nothing changes", async () => {
  const report = await replay('--policy', 'audit-policy.yaml', '--baseline', 'gce');
  expect(report.total).toMatchObject({ dropped: 0, raised: 0, lowered: 0 });
  expect(report.total.events).toBeGreaterThanOrEqual(events.length);
  expect(report).toMatchObject({ broken: 0, unreadable: 0, unlikeBaseline: 0 });
  // `up` sets 30 days, and 10 rotated files of 100 MiB.
  const { bytesPerHour, retention } = report.volume;
  expect(retention?.before).toBeCloseTo(Math.min(30 * 24, (10 * 100 * 1024 ** 2) / bytesPerHour), 6);
});

test('`policy replay` under another policy, from a file and from `logs`', async () => {
  const other = loadPolicy((await scene.cli('policy', 'presets', 'deckhouse-basic')).stdout).policy as Policy;
  const report = await replay('--policy', 'deckhouse-basic', logFile);
  const ranks = ['None', 'Metadata', 'Request', 'RequestResponse'];
  const fates = events.map((event) => {
    const request = requestFromEvent(event);
    if (request === null) throw new Error(event.requestURI);
    const { level, omitStages } = decide(other, request);
    if (level === 'None' || omitStages.some((stage) => stage === event.stage)) return 'dropped';
    return ['lowered', 'same', 'raised'][1 + Math.sign(ranks.indexOf(level) - ranks.indexOf(event.level ?? ''))];
  });
  const count = (fate: string): number => fates.filter((each) => each === fate).length;
  const { events: all, kept, dropped, lowered, raised } = report.total;
  expect({ all, dropped, lowered, raised, same: kept - lowered - raised }).toEqual({
    all: events.length,
    dropped: count('dropped'),
    lowered: count('lowered'),
    raised: count('raised'),
    same: count('same'),
  });
  expect(Math.min(dropped, lowered, kept - lowered - raised)).toBeGreaterThan(50);
  const piped = await run(
    [
      'bash',
      '-c',
      'set -o pipefail; "$0" logs --all-stages -o json "$1" | "$0" policy replay --policy deckhouse-basic -o json -',
      scene.program,
      logFile,
    ],
    { cwd: scene.dir, env: scene.env },
  );
  expect(piped, piped.stderr).toMatchObject({ code: 0 });
  expect(JSON.parse(piped.stdout)).toEqual(report);
});
