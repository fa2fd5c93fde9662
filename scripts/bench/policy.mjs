// Speed of the policy engine: decisions beside Kubernetes' own evaluator, and lint of a policy of 2,000 rules.
//
//	node scripts/bench/policy.mjs [--seconds 2]
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ask, buildOracle, importSource, oracles } from '../oracle/bundle.mjs';
import { requests } from './policy-requests.mjs';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '2' } } });
const folder = await mkdtemp(join(tmpdir(), 'kind-audit-bench-'));
try {
  const { loadPolicy, decide, lintPolicy } = await importSource('index.ts', folder);
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
  await writeFile(join(folder, 'long.yaml'), long);
  const start = performance.now();
  const { diagnostics } = lintPolicy(long);
  console.log(
    `lint, 2,000 rules, ${long.length} characters: ${(performance.now() - start).toFixed(0)} ms, ${diagnostics.length} remarks`,
  );
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
