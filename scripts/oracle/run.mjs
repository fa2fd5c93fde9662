// Differential tests: our loader, evaluator and request parser against Kubernetes' own, for two versions of it.
//
//   node scripts/oracle/run.mjs [--policies 20000] [--urls 20000] [--seed 1] [--show 10]
//
// KIND_AUDIT_SEED and KIND_AUDIT_ROUNDS (times as many cases) replace options that are left out.
// Needs Go; ends with 1 when anything disagrees.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ask, buildOracle, importSource, oracles } from './bundle.mjs';
import { comparePolicy, compareRequest } from './compare.mjs';
import { policyValue, requestValue, writePolicy } from './generate-policies.mjs';
import { requestLine } from './generate-urls.mjs';
import { mutate } from './mutate.mjs';
import { roundsOf, seeded, seedOf } from './random.mjs';
import { soupPolicy } from './soup.mjs';
import { tanglePolicy } from './tangle.mjs';

const { values: options } = parseArgs({
  options: {
    policies: { type: 'string', default: String(roundsOf(process.env, 20_000)) },
    urls: { type: 'string', default: String(roundsOf(process.env, 20_000)) },
    seed: { type: 'string', default: String(seedOf(process.env, 1)) },
    show: { type: 'string', default: '10' },
  },
});
const REQUESTS = 10;

const folder = await mkdtemp(join(tmpdir(), 'kind-audit-oracle-'));
let disagreements = 0;
console.log(`seed ${options.seed}`);
try {
  const library = await importSource('index.ts', folder);
  const random = seeded(Number(options.seed));
  const cases = Array.from({ length: Number(options.policies) }, () => policyCase(random));
  const lines = Array.from({ length: Number(options.urls) }, () => requestLine(random));
  for (const oracle of oracles) {
    const program = await buildOracle(oracle, folder);
    disagreements += await comparePolicies(library, oracle.version, program, cases);
    disagreements += await compareRequests(library, oracle.version, program, lines);
  }
} finally {
  await rm(folder, { recursive: true });
}
console.log(`disagreements: ${disagreements}`);
process.exitCode = disagreements === 0 ? 0 : 1;

function policyCase(random) {
  const policy = policyText(random);
  // A lone half of a character cannot be sent to another program.
  return {
    policy: policy.toWellFormed?.() ?? Buffer.from(policy).toString(),
    requests: Array.from({ length: REQUESTS }, () => requestValue(random)),
  };
}

function policyText(random) {
  if (random.chance(0.1)) return soupPolicy(random);
  if (random.chance(0.1)) return tanglePolicy(random);
  const text = writePolicy(policyValue(random), random);
  return random.chance(0.5) ? mutate(text, random) : text;
}

async function comparePolicies({ loadPolicy, decide }, version, program, cases) {
  const answers = await ask(program, 'policy', cases);
  const tally = {};
  let wrong = 0;
  for (const [index, { policy, requests }] of cases.entries()) {
    const ours = loadPolicy(policy, { kubernetesVersion: version });
    const decisions = ours.policy === undefined ? [] : requests.map((request) => decide(ours.policy, request));
    const theirs = answers[index];
    const kind = theirs.stage === undefined ? theirs.verdict : `refuses at ${theirs.stage}`;
    tally[kind] = (tally[kind] ?? 0) + 1;
    const difference = comparePolicy(ours, decisions, theirs);
    if (difference === null) continue;
    wrong += 1;
    if (wrong <= Number(options.show))
      console.log(`--- ${version} case ${index}: ${difference}\n${JSON.stringify(policy)}`);
  }
  const kinds = Object.entries(tally).map(([kind, count]) => `${count} ${kind}`);
  console.log(
    `${version}: ${cases.length} policies × ${REQUESTS} requests (${kinds.join(', ')}), disagreements: ${wrong}`,
  );
  return wrong;
}

async function compareRequests({ requestFromUrl }, version, program, lines) {
  const answers = await ask(program, 'requestinfo', lines);
  let wrong = 0;
  for (const [index, line] of lines.entries()) {
    const difference = compareRequest(requestFromUrl(line.method, line.url), answers[index]);
    if (difference === null) continue;
    wrong += 1;
    if (wrong <= Number(options.show))
      console.log(`--- ${version} ${line.method} ${JSON.stringify(line.url)}: ${difference}`);
  }
  const resources = answers.filter(({ isResource }) => isResource).length;
  console.log(`${version}: ${lines.length} request lines (${resources} for resources), disagreements: ${wrong}`);
  return wrong;
}
