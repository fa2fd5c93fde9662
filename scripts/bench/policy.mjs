// Speed of the policy engine: decisions beside Kubernetes' own evaluator, and lint of 2,000 rules, replay beside jq.
//
//	node scripts/bench/policy.mjs [--seconds 2]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ask, buildOracle, importSource, oracles } from '../oracle/bundle.mjs';
import { writeLog } from './policy-log.mjs';
import { requests } from './policy-requests.mjs';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '2' } } });
const folder = await mkdtemp(join(tmpdir(), 'kind-audit-bench-'));
try {
  const { loadPolicy, decide, lintPolicy, replay } = await importSource('index.ts', folder);
  const text = await readFile(new URL('../../templates/policies/gce.yaml', import.meta.url), 'utf8');
  const { policy } = loadPolicy(text);
  const ours = Math.max(...[1, 2, 3].map(() => decisionsPerSecond(decide, policy, Number(values.seconds))));
  const program = await buildOracle(oracles[0], folder).catch(() => null);
  const theirs =
    program === null ? null : (await ask(program, 'bench', [{ policy: text, requests }]))[0].decisionsPerSecond;
  console.log(
    `decide, gce preset, 28 requests: ${millions(ours)} decisions/s${theirs === null ? '' : `; Kubernetes' evaluator: ${millions(theirs)}`}`,
  );

  const long = longPolicy(2000);
  const took = await timed(() => lintPolicy(long));
  console.log(`lint, 2,000 rules, ${long.length} characters: ${(took * 1000).toFixed(0)} ms`);

  const log = join(folder, 'audit.log');
  await writeLog(log, 150_000);
  const megabytes = (await stat(log)).size / 1e6;
  const mine = await timed(() => replay(policy, createReadStream(log, { highWaterMark: 1024 * 1024 })));
  const jq = await timed(() => quietly('jq', ['-c', '.level', log]));
  const beside = jq === null ? '' : `; jq .level: ${(megabytes / jq).toFixed(0)} MB/s`;
  console.log(`replay, 150,000 events: ${(megabytes / mine).toFixed(0)} MB/s${beside}`);
} finally {
  await rm(folder, { recursive: true });
}

function decisionsPerSecond(decide, policy, seconds) {
  let kept = 0;
  let decided = 0;
  const start = performance.now();
  while (performance.now() - start < seconds * 1000) {
    for (let round = 0; round < 1000; round += 1) {
      for (let index = 0; index < requests.length; index += 1) {
        if (decide(policy, requests[index]).level !== 'None') kept += 1;
      }
    }
    decided += 1000 * requests.length;
  }
  if (kept === 0) throw new Error('nothing is kept');
  return decided / ((performance.now() - start) / 1000);
}

/** Seconds that a piece of work takes; null where it cannot be done here. */
async function timed(work) {
  const start = performance.now();
  try {
    await work();
  } catch {
    return null;
  }
  return (performance.now() - start) / 1000;
}

async function quietly(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  await once(child, 'exit');
}

function millions(count) {
  return `${(count / 1e6).toFixed(1)} million`;
}

/** Rules that are alike but never the same, as a generator writes them. */
function longPolicy(count) {
  const rules = Array.from(
    { length: count },
    (_, index) => `- level: ${index % 3 === 0 ? 'None' : 'Metadata'}
  users: ["system:serviceaccount:ns-${index}:sa"]
  verbs: [get, list, watch]
  namespaces: [ns-${index}]
  resources:
  - group: apps
    resources: [deployments, replicasets]
  - group: ""
    resources: [pods, configmaps]`,
  );
  return `apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n${rules.join('\n')}\n- level: Metadata\n`;
}
