// The policy engine: decisions next to Kubernetes' own evaluator, lint next to bare node, replay next to jq and its twins.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, buildOracle, importSource, oracles } from '../oracle/bundle.mjs';
import { measured, median, ratio, row } from './measure.mjs';
import { writeLog } from './policy-log.mjs';
import { requests } from './policy-requests.mjs';
import { buildTwin, twinRow } from './twins.mjs';

const ROUNDS = 9;
const RULES = 2000;
const EVENTS = 300_000;

export async function benchPolicy() {
  const folder = mkdtempSync(join(tmpdir(), 'kind-audit-bench-'));
  try {
    // The shortest first: a machine that has worked for a while is slower here.
    await benchLint(folder);
    await benchDecide(folder);
    await benchReplay(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function benchDecide(folder) {
  const { loadPolicy, decide } = await importSource('index.ts', folder);
  const text = readFileSync('templates/policies/gce.yaml', 'utf8');
  const { policy } = loadPolicy(text);
  const program = await buildOracle(oracles[0], folder).catch(() => null);
  const [ours, theirs] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(decisionsPerSecond(() => requests.filter((request) => decide(policy, request).level !== 'None').length));
    if (program !== null)
      theirs.push((await ask(program, 'bench', [{ policy: text, requests }]))[0].decisionsPerSecond);
  }
  console.log(`\ndecide, gce preset, ${requests.length} requests, median of ${ROUNDS} alternating runs`);
  row('decisions a second', millions(median(ours)));
  if (program === null) row('  Kubernetes', 'Go is not installed');
  else row('  Kubernetes (target: at least 1)', millions(median(theirs)), ratio(median(ours), median(theirs)));
}

/** `decideAll` decides about every request once, and gives how many are kept. */
function decisionsPerSecond(decideAll) {
  const SECONDS = 1;
  let decided = 0;
  let kept = 0;
  const start = performance.now();
  while (performance.now() - start < SECONDS * 1000) {
    for (let round = 0; round < 1000; round += 1) kept += decideAll();
    decided += 1000 * requests.length;
  }
  if (kept === 0) throw new Error('nothing is kept');
  return decided / ((performance.now() - start) / 1000);
}

function millions(count) {
  return `${(count / 1e6).toFixed(1)} million`;
}

async function benchLint(folder) {
  const file = join(folder, 'long.yaml');
  writeFileSync(file, longPolicy(RULES));
  const [bare, lint] = await alternating([
    [process.execPath, '-e', '0'],
    [process.execPath, 'dist/main.js', 'policy', 'lint', file],
  ]);
  console.log(`\npolicy lint, ${RULES} rules, ${(statSync(file).size / 1024).toFixed(0)} KiB, the whole process`);
  row('node -e 0', `${bare.median.toFixed(2)} s`, `${bare.least.toFixed(2)} s at best`);
  row('policy lint (target: below 0.5 s)', `${lint.median.toFixed(2)} s`, `${lint.least.toFixed(2)} s at best`);
}

async function benchReplay(folder) {
  const log = join(folder, 'audit.log');
  await writeLog(log, EVENTS);
  const replay = [process.execPath, 'dist/main.js', 'policy', 'replay', '--policy', 'gce', log];
  const names = ['one thread', 'every line parsed'];
  const twins = [];
  for (const name of names) twins.push(replay.toSpliced(1, 1, await buildTwin(name, folder)));
  const [ours, jq, ...others] = await alternating([replay, ['jq', '-c', '.level', log], ...twins]);
  const megabytes = statSync(log).size / 1e6;
  console.log(`\npolicy replay, ${EVENTS} events, ${megabytes.toFixed(0)} MB`);
  row('policy replay', `${ours.median.toFixed(2)} s`, `${(megabytes / ours.median).toFixed(0)} MB/s`);
  row('  jq .level (target: at least 3)', `${jq.median.toFixed(2)} s`, ratio(jq.median, ours.median));
  for (const [index, name] of names.entries()) twinRow(name, others[index].median, ours.median);
  const [whole, half] = [replay, [...replay.slice(0, -1), join(folder, 'half.log')]];
  await writeLog(half.at(-1), EVENTS / 2);
  const [most, less] = [(await measured(whole)).memory, (await measured(half)).memory];
  row('  memory at its peak', `${most.toFixed(0)} MB`, `${less.toFixed(0)} MB for half of the log`);
}

/** Seconds that commands take, their output thrown away: the median and the least of runs in turn. */
async function alternating(commands) {
  const times = commands.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [index, argv] of commands.entries()) times[index].push((await measured(argv)).seconds);
  return times.map((seconds) => ({ median: median(seconds), least: Math.min(...seconds) }));
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
