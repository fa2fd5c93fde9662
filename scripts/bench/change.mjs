// A change of the policy by `policy apply` next to one by hand (edit the manifest, wait), alternating, under the same requests.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { importSource } from '../oracle/bundle.mjs';
import { median, ratio, row, withCluster } from './measure.mjs';

const ROUNDS = 3;
const NAME = 'ka-bench-change';
const NODE = `${NAME}-control-plane`;
const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';

/** Failed requests, seconds without an API, and seconds until the new policy decides about new connections, of both ways. */
export async function benchChange() {
  const folder = mkdtempSync(join(tmpdir(), 'kind-audit-bench-'));
  const { startProber } = await importSource('../test/e2e/kit/prober.ts', folder);
  const ways = { apply: [], hand: [] };
  try {
    await withCluster(NAME, async ({ program, env }) => {
      const kubeconfig = readFileSync(env.KUBECONFIG, 'utf8');
      const probed = async (change) => {
        const prober = startProber({ name: NAME, kubeconfig });
        await wait(2000);
        const inEffect = await change();
        await wait(2000);
        return { ...(await prober.stop()), inEffect };
      };
      for (let round = 0; round < ROUNDS; round += 1) {
        ways.apply.push(await probed(() => apply(program, env)));
        ways.hand.push(await probed(() => byHand(env, round)));
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  print(ways);
}

/** Seconds until the change is in effect for new connections. */
async function apply(program, env) {
  const started = performance.now();
  const argv = [program, 'policy', 'apply', 'gce', '--yes', '-o', 'json'];
  const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  let inEffect = Number.NaN;
  child.stdout.on('data', (data) => {
    text += data;
    if (Number.isNaN(inEffect) && /"step-done","id":"redirect/.test(text))
      inEffect = (performance.now() - started) / 1000;
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

function print({ apply, hand }) {
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
}

function sum(values, of) {
  return values.reduce((total, value) => total + of(value), 0);
}
