// `logs --follow` on a real cluster: how long after its moment an event is on standard output.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { row, withCluster } from './measure.mjs';

const NAME = 'ka-bench-follow';
const REQUESTS = 2000;
const PER_SECOND = 50;
const PKI = '/etc/kubernetes/pki';

/** Requests from inside the node to its own API server. */
const ask = `exec curl --silent --output /dev/null --max-time 3 --rate ${PER_SECOND}/s \
  --cert ${PKI}/apiserver-kubelet-client.crt --key ${PKI}/apiserver-kubelet-client.key --cacert ${PKI}/ca.crt \
  'https://127.0.0.1:6443/api/v1/namespaces/default/configmaps/n-[1-${REQUESTS}]'`;

/** Makes a cluster, follows it while requests are made, and prints the delays. */
export async function benchFollow() {
  console.log(`\nlogs --follow, ${PER_SECOND} requests a second, from an event's moment to standard output`);
  if (spawnSync('docker', ['version'], { stdio: 'ignore', timeout: 10_000 }).status !== 0) {
    row('left out', 'no container engine answers');
    return;
  }
  await withCluster(NAME, async ({ program, env }) => {
    const following = spawn(process.execPath, [program, 'logs', '--follow', '--tail', '0', '-o', 'json'], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const delays = [];
    let rest = '';
    following.stdout.on('data', (bytes) => {
      const at = performance.timeOrigin + performance.now();
      const lines = (rest + bytes).split('\n');
      rest = lines.pop();
      for (const line of lines) delays.push(at - Date.parse(JSON.parse(line).stageTimestamp));
    });
    const asking = spawn('docker', ['exec', `${NAME}-control-plane`, 'bash', '-c', ask], { stdio: 'ignore' });
    await once(asking, 'exit');
    following.kill();
    await once(following, 'close');
    if (delays.length < REQUESTS / 2) throw new Error(`only ${delays.length} events were shown`);
    const sorted = delays.toSorted((a, b) => a - b);
    const share = (part) => `${sorted[Math.floor(sorted.length * part)].toFixed(0)} ms`;
    row('half of the events within', share(0.5));
    row('99 of 100 within (target: 250 ms)', share(0.99));
  });
}
