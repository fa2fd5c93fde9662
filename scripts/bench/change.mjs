// A change of the policy by `policy apply` next to one by hand (edit the manifest, wait), alternating, under the same requests; one
// of three control planes; and saves under `policy watch`.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { importSource } from '../oracle/bundle.mjs';
import { median, ratio, row, withCluster } from './measure.mjs';

const ROUNDS = 3;
const SAVES = 5;
const NAME = 'ka-bench-change';
const NODE = `${NAME}-control-plane`;
const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';

/** Failed requests, seconds without an API, and seconds until the new policy decides about new connections, of both ways. */
export async function benchChange() {
  const folder = mkdtempSync(join(tmpdir(), 'kind-audit-bench-'));
  const { startProber } = await importSource('../test/e2e/kit/prober.ts', folder);
  const ways = { apply: [], hand: [], three: [] };
  let saves = [];
  const probing = async (env, change) => {
    const prober = startProber({ name: NAME, kubeconfig: readFileSync(env.KUBECONFIG, 'utf8') });
    await wait(2000);
    const inEffect = await change();
    await wait(2000);
    return { ...(await prober.stop()), inEffect };
  };
  try {
    await withCluster(NAME, async ({ program, env }) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        ways.apply.push(await probing(env, () => apply(program, env)));
        ways.hand.push(await probing(env, () => byHand(env, round)));
      }
      saves = await watch(program, env, folder);
    });
    await withCluster(
      NAME,
      async ({ program, env }) => void ways.three.push(await probing(env, () => apply(program, env))),
      ['--control-planes', '3'],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  print(ways, saves);
}

/** Seconds from each save until `logs --follow` shows the first request that was decided by it. */
async function watch(program, env, folder) {
  const file = join(folder, 'watched.yaml');
  const save = (level) =>
    writeFileSync(
      file,
      `apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: ${level}\n  resources: [{group: "", resources: [configmaps]}]\n- level: None\n`,
    );
  save('Metadata');
  const started = (...args) => {
    const child = spawn(process.execPath, [program, ...args, '-o', 'json'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = [];
    let rest = '';
    child.stdout.on('data', (data) => {
      const all = (rest + data).split('\n');
      rest = all.pop();
      for (const text of all) lines.push({ at: performance.now(), text });
    });
    return { child, lines };
  };
  const asking = spawn('docker', ['exec', NODE, 'bash', '-c', ASK], { stdio: 'ignore' });
  const followed = started('logs', '--follow', '--tail', '0', '--object', 'watched-*');
  const watching = started('policy', 'watch', file, '--yes');
  const ended = (count) => watching.lines.filter(({ text }) => text.includes('kind-audit.change/v1')).length >= count;
  const seconds = [];
  try {
    while (!ended(1)) await wait(100);
    for (let count = 0; count < SAVES; count += 1) {
      const level = count % 2 === 0 ? 'Request' : 'Metadata';
      const at = performance.now();
      save(level);
      const isFirst = (line) => line.at > at && line.text.includes(`"level":"${level}"`);
      while (!followed.lines.some(isFirst)) await wait(20);
      seconds.push((followed.lines.find(isFirst).at - at) / 1000);
      while (!ended(count + 2)) await wait(100);
    }
  } finally {
    for (const { child } of [watching, followed, { child: asking }]) child.kill();
  }
  return seconds;
}

/** Requests from inside the node, each on a connection of its own; bounded, should nobody end them. */
const ASK = `exec timeout 900 curl --silent --output /dev/null --max-time 3 --rate 10/s --http1.1 --header 'Connection: close' \
  --cert /etc/kubernetes/pki/apiserver-kubelet-client.crt --key /etc/kubernetes/pki/apiserver-kubelet-client.key --insecure \
  "https://$(hostname):6443/api/v1/namespaces/default/configmaps/watched-[1-9000]"`;

/** Seconds until the change is in effect for new connections, of all control planes. */
async function apply(program, env) {
  const started = performance.now();
  const argv = [program, 'policy', 'apply', 'gce', '--yes', '-o', 'json'];
  const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  let inEffect = Number.NaN;
  let seen = 1;
  child.stdout.on('data', (data) => {
    text += data;
    const redirects = text.split('"step-done","id":"redirect').length;
    if (redirects > seen) inEffect = (performance.now() - started) / 1000;
    seen = redirects;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`policy apply ended with ${code}\n${text}`);
  return inEffect;
}

/** What a guide says: write the policy, touch the manifest, wait until another server is ready. */
async function byHand(env, round) {
  const inNode = (script) => execFileSync('docker', ['exec', NODE, 'bash', '-c', script], { encoding: 'utf8' }).trim();
  const policy = join(env.XDG_STATE_HOME, 'kind-audit/clusters', NAME, 'policies/audit-policy.yaml');
  const before = inNode('pgrep --exact kube-apiserver');
  const started = performance.now();
  writeFileSync(policy, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n');
  inNode(`sed 's/^  annotations:$/&\\n    by-hand: "${round}"/' ${MANIFEST} > /root/new; mv /root/new ${MANIFEST}`);
  const ready = `now=$(pgrep --exact kube-apiserver); test "$now" != '' -a "$now" != '${before}' && curl --silent --insecure https://localhost:6443/readyz || true`;
  while (inNode(ready) !== 'ok') await wait(200);
  return (performance.now() - started) / 1000;
}

function print({ apply, hand, three }, saves) {
  const seconds = (values) => `${median(values).toFixed(1)} s`;
  const cells = (runs) => [
    `${sum(runs, ({ failed }) => failed.length)} of ${sum(runs, ({ answered, failed }) => answered.length + failed.length)}`,
    seconds(runs.map(({ silence }) => silence / 1000)),
    seconds(runs.map(({ inEffect }) => inEffect)),
  ];
  const until = (runs) => median(runs.map(({ inEffect }) => inEffect));
  console.log(
    `\na change of the policy, ${ROUNDS} alternating runs: failed requests, longest without an answer, in effect`,
  );
  row('by hand: edit, wait', ...cells(hand), ratio(1, 1));
  row('policy apply', ...cells(apply), ratio(until(apply), until(hand)));
  row('policy apply, three control planes, one run', ...cells(three));
  row(`policy watch, ${SAVES} saves, until an event is decided so`, seconds(saves));
}

function sum(values, of) {
  return values.reduce((total, value) => total + of(value), 0);
}
