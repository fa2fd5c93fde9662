// The checks against what nodes say, and the reading of a crashed API server's last message.
import { expect, test } from 'vitest';
import { aboutAll, evidenceText } from '../../src/core/finding.ts';
import { Problem } from '../../src/core/problem.ts';
import { parseServerState } from '../../src/node/api-server-state.ts';
import type { Check, Target } from '../../src/doctor/check.ts';
import { onEveryControlPlane } from '../../src/doctor/check.ts';
import { explainCrash } from '../../src/node/crash-cause.ts';
import { runChecks } from '../../src/doctor/run-checks.ts';
import { askApiServer } from '../../src/node/answers.ts';
import { inspectNode } from '../../src/node/inspection.ts';
import { readVitals } from '../../src/node/vitals.ts';
import { readManifest, surveyNode } from '../../src/node/survey.ts';
import { quickChecks } from '../../src/doctor/table.ts';
import { controlPlane, fakeEngine, type NodeScript } from '../kit/engine.ts';
import { fakeWorld } from '../kit/world.ts';

function target(script: NodeScript, suffixes: readonly string[] = ['']): Target {
  const engine = fakeEngine({ script });
  const world = fakeWorld();
  return {
    cluster: 'kind',
    controlPlanes: suffixes.map((suffix) => engine.node(controlPlane('kind', suffix))),
    engine,
    containers: suffixes.map((suffix) => controlPlane('kind', suffix)),
    survey: (node) => surveyNode(node),
    inspect: async (node) => inspectNode(node, await readManifest(node), world.clock, world.signal),
    ask: (node) => askApiServer(node, world.signal),
    vitals: async (node) => readVitals(node, await readManifest(node), world.signal),
    record: null,
    policy: null,
    refusal: async () => null,
    world,
  };
}

const volumes = `
    volumeMounts: [{name: p, mountPath: /etc/kubernetes/policies}, {name: l, mountPath: /var/log/kubernetes}]
  volumes: [{name: p, hostPath: {path: /etc/kubernetes/policies}}, {name: l, hostPath: {path: /var/log/kubernetes}}]`;
const policyArg = '--audit-policy-file=/etc/kubernetes/policies/audit-policy.yaml';
const logArg = '--audit-log-path=/var/log/kubernetes/kube-apiserver-audit.log';
const manifest = (flags: readonly string[], rest = volumes): string =>
  `spec:\n  containers:\n  - command: [kube-apiserver, ${flags.join(', ')}]${rest}\n`;

/** A node whose answers can be changed one by one. */
function node(
  answers: { manifest?: string; policy?: string; log?: string; ready?: boolean; server?: string; proof?: boolean } = {},
): NodeScript {
  return (_name, argv) => {
    if (argv[0] === 'cat') return answers.manifest ?? manifest([policyArg, logArg]);
    if (argv[3] === 'stat')
      return `${answers.policy ?? 'regular file|9|1|1\nabc'}\n${answers.log ?? 'regular file|9|1|1\ndef'}\nregular file|9|1|1\nghi\n`;
    if (argv[3] === 'ready') return answers.ready === false ? undefined : 'ok';
    if (argv[3] === 'proof')
      return answers.proof === false ? undefined : '{"auditID":"x","verb":"get","requestURI":"/m","level":"Metadata"}';
    return answers.server ?? '';
  };
}

async function statuses(script: NodeScript): Promise<Record<string, string>> {
  const results = await runChecks(quickChecks, target(script), new AbortController().signal);
  return Object.fromEntries(results.map(({ id, status }) => [id, status]));
}

const healthy = {
  'node-running': 'ok',
  'policy-mounted': 'ok',
  manifest: 'ok',
  'api-server-ready': 'ok',
  'log-written': 'ok',
  proof: 'ok',
};

test.each([
  ['a healthy node', node(), {}],
  ['no policy', node({ policy: '|0|0|1\n' }), { 'policy-mounted': 'fail' }],
  ['a folder for a policy', node({ policy: 'directory|4096|1|2\n' }), { 'policy-mounted': 'fail' }],
  ['an empty policy', node({ policy: 'regular empty file|0|1|1\nabc' }), { 'policy-mounted': 'fail' }],
  ['auditing off', node({ manifest: manifest(['--x=y']) }), { manifest: 'fail', 'log-written': 'skip', proof: 'skip' }],
  ['no backend', node({ manifest: manifest([policyArg]) }), { manifest: 'fail', 'log-written': 'skip', proof: 'skip' }],
  [
    'a path in no mount',
    node({ manifest: manifest([policyArg, logArg], '') }),
    { manifest: 'fail', 'log-written': 'skip', proof: 'skip' },
  ],
  ['an API server that is down', node({ ready: false }), { 'api-server-ready': 'fail', proof: 'skip' }],
  ['no log', node({ log: '|0|0|1\n' }), { 'log-written': 'fail' }],
  ['an empty log', node({ log: 'regular empty file|0|1|1\nabc' }), { 'log-written': 'warn' }],
  ['a policy that drops everything', node({ proof: false }), { proof: 'fail' }],
])('%s', async (_name, script, differing) => expect(await statuses(script)).toEqual({ ...healthy, ...differing }));

test('every check that fails or warns says what to type', async () => {
  const script = node({ policy: '|0|0|1\n', manifest: manifest([]), ready: false, log: '|0|0|1\n' });
  const results = await runChecks(quickChecks, target(script), new AbortController().signal);
  for (const { id, status, fix } of results) if (status === 'fail' || status === 'warn') expect(fix, id).toBeTruthy();
});

test('a check that throws is reported as failed, and the others still run', async () => {
  const broken: Check = {
    id: 'b',
    title: 'B',
    about: '',
    timeoutMs: 1000,
    look: () => Promise.reject(new TypeError('oops')),
  };
  const fine: Check = {
    id: 'f',
    title: 'F',
    about: '',
    timeoutMs: 1000,
    look: async () => ({ status: 'ok', evidence: aboutAll('fine') }),
  };
  const results = await runChecks([broken, fine], target(node()), new AbortController().signal);
  expect(results.map((result) => [result.status, evidenceText(result)])).toEqual([
    ['fail', 'this check itself broke: oops'],
    ['ok', 'fine'],
  ]);
});

test('a check that takes too long fails', async () => {
  const it = target(node());
  const look = async (): Promise<never> => {
    await it.world.clock.sleep(20);
    return new Promise(() => undefined);
  };
  const slow: Check = { id: 's', title: 'S', about: '', timeoutMs: 20, look };
  expect(await runChecks([slow], it, new AbortController().signal)).toMatchObject([
    { status: 'fail', evidence: [{ text: 'no answer within 0.02 s' }] },
  ]);
});

test('names the one control plane that differs', async () => {
  const finding = await onEveryControlPlane(target(node(), ['', '2', '3']), async ({ name }) =>
    name.endsWith('2') ? { status: 'fail', evidence: 'gone', fix: 'repair it' } : { status: 'ok', evidence: 'there' },
  );
  expect(finding).toEqual({
    status: 'fail',
    evidence: [{ node: 'kind-control-plane2', text: 'gone' }],
    fix: 'repair it',
  });
  expect(evidenceText(finding)).toBe('kind-control-plane2: gone');
});

test('says once what all control planes have in common', async () => {
  const finding = await onEveryControlPlane(target(node(), ['', '2']), async () => ({
    status: 'ok',
    evidence: 'there',
  }));
  expect(finding.evidence.map(({ node }) => node)).toEqual(['kind-control-plane', 'kind-control-plane2']);
  expect(evidenceText(finding)).toBe('on all 2 control planes: there');
});

test('lists what control planes show differently, and does not name a single one', async () => {
  const several = await onEveryControlPlane(target(node(), ['', '2']), async ({ name }) => ({
    status: 'ok',
    evidence: `seen on ${name.slice(-1)}`,
  }));
  expect(evidenceText(several)).toBe('kind-control-plane: seen on e; kind-control-plane2: seen on 2');
  const single = await onEveryControlPlane(target(node()), async () => ({ status: 'warn', evidence: 'low' }));
  expect(single).toEqual({ status: 'warn', evidence: [{ node: 'kind-control-plane', text: 'low' }], alike: true });
  expect(evidenceText(single)).toBe('low');
});

test('reports each result as soon as it and those before it are known, and none after an interruption', async () => {
  const stop = new AbortController();
  const seen: string[] = [];
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const check = (id: string, until: Promise<void>): Check => ({
    id,
    title: id,
    about: '',
    timeoutMs: 10_000,
    look: async () => (await until, { status: 'ok', evidence: aboutAll('fine') }),
  });
  const checks = [check('a', Promise.resolve()), check('b', released), check('c', Promise.resolve())];
  const running = runChecks(checks, target(node()), stop.signal, ({ id }) => {
    seen.push(id);
    if (id === 'a') setImmediate(release);
    if (id === 'b') stop.abort(new Problem('interrupted', 'interrupted'));
  });
  await expect(running).rejects.toMatchObject({ code: 'interrupted' });
  expect(seen).toEqual(['a', 'b']);
});

const crash = String.raw`2026-11-21T09:00:00.1Z stderr F E1121 09:00:00.1 1 run.go:72] "command failed" err="loading audit policy file: rules[1].level: Unsupported value: \"Metdata\": supported values: \"None\": from file /etc/kubernetes/policies/audit-policy.yaml"`;

test.each([
  ['', { state: 'absent' }],
  ['run 0\n', { state: 'running', restarts: 0 }],
  [
    `run 1\nend ${crash}\n`,
    {
      state: 'crashed',
      restarts: 1,
      words:
        'loading audit policy file: rules[1].level: Unsupported value: "Metdata": supported values: "None": from file /etc/kubernetes/policies/audit-policy.yaml',
    },
  ],
  [
    'run 0\nend 2026-11-21T09:00:00Z stderr F Error: unknown flag: --audit-x\n',
    { state: 'crashed', restarts: 0, words: 'unknown flag: --audit-x' },
  ],
  [
    String.raw`kubelet E1121 pod_workers.go] "Error syncing pod" err="failed: \"hostPath type check failed: /p is not a directory\""`,
    { state: 'blocked', words: 'failed: "hostPath type check failed: /p is not a directory"' },
  ],
])('reads the state in %j', (text, server) => expect(parseServerState(text)).toEqual(server));

const policy = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n- level: Metdata\n';

test('maps the message to a line, a column and a fix', () => {
  const cause = explainCrash(
    'loading audit policy file: rules[1].level: Unsupported value: "Metdata": from file /x',
    policy,
    { cluster: 'dev', node: 'dev-control-plane' },
  );
  expect(cause).toMatchObject({
    lasting: true,
    summary: 'loading audit policy file: rules[1].level: Unsupported value: "Metdata"',
  });
  expect(cause.diagnostic).toMatchObject({ line: 5, column: 10, help: 'did you mean Metadata?' });
});

test.each([
  ['loading audit policy file: failed to read file path "/p": read /p: is a directory', true, 'folder'],
  [
    'loading audit policy file: failed to read file path "/p": open /p: no such file or directory',
    true,
    'grep -n audit-',
  ],
  [
    'loading audit policy file: unknown group version field audit.k8s.io/__internal, Kind=Policy in policy: from file /p',
    true,
    'apiVersion',
  ],
  ['loading audit policy file: loaded illegal policy with 0 rules: from file /p', true, 'rule'],
  [
    'unknown flag: --audit-nope',
    true,
    'correct the argument: kind-audit shell --name dev --node dev-control-plane -- grep',
  ],
  ['invalid audit log mode wrong, allowed modes are "batch,blocking"', true, 'correct the argument'],
  ['ensureLogFile: open /l/a.log: read-only file system', true, '-- mount -o remount,rw,bind'],
  ['ensureLogFile: open /l/a.log: operation not permitted', true, 'chattr -i -a'],
  ['failed to listen on 0.0.0.0:6443: bind: address already in use', true, 'ss --listening'],
  ['open /etc/kubernetes/pki/apiserver.crt: no such file or directory', true, 'ls -la /etc/kubernetes/pki'],
  ['dial tcp 127.0.0.1:2379: connect: connection refused', false, 'etcd'],
  ['something else', false, '--name dev --node dev-control-plane -- bash -c'],
])('knows %j', (words, lasting, fix) => {
  const cause = explainCrash(words, null, { cluster: 'dev', node: 'dev-control-plane' });
  expect(cause.lasting).toBe(lasting);
  expect(cause.fix).toContain(fix);
});
