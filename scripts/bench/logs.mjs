// `logs` beside jq and ripgrep on the same file, in alternating runs: node scripts/bench/logs.mjs [FILE] [ROUNDS]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MEBIBYTES = 512;
const [given, rounds = '3'] = process.argv.slice(2);
const folder = given === undefined ? mkdtempSync(join(tmpdir(), 'kind-audit-bench-')) : undefined;
const file = given ?? join(folder, 'audit.log');
const beside = (path) => fileURLToPath(new URL(path, import.meta.url));
if (!existsSync(file))
  spawnSync(process.execPath, [beside('make-log.mjs'), file, String(MEBIBYTES)], { stdio: 'inherit' });

const logs = (...args) => [process.execPath, beside('../../dist/main.js'), 'logs', file, ...args];
const jq = (...args) => ['jq', ...args, file];

/** What is asked, of whom; `goal` is the ratio that is promised: of their time to ours, or of ours to theirs. */
const questions = [
  {
    title: 'few events: --verb delete',
    ours: logs('--verb', 'delete', '-o', 'json'),
    theirs: [
      { name: 'jq', argv: jq('-c', 'select(.verb == "delete")'), goal: 'at least 10 times as fast as' },
      {
        name: 'ripgrep',
        argv: ['rg', '--fixed-strings', '"verb":"delete"', file],
        goal: 'at most 6 times the time of',
      },
    ],
  },
  {
    title: 'most events: --level Metadata',
    ours: logs('--level', 'Metadata', '-o', 'json'),
    theirs: [{ name: 'jq', argv: jq('-c', 'select(.level == "Metadata")'), goal: 'at least 3 times as fast as' }],
  },
  {
    title: 'counting: --top user',
    ours: logs('--top', 'user'),
    theirs: [{ name: 'jq', argv: jq('-r', '.user.username'), goal: 'at least 3 times as fast as' }],
  },
];

/** Seconds that a command takes, its output thrown away. */
async function seconds([program, ...args]) {
  const started = performance.now();
  const code = await new Promise((resolve, reject) => {
    spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
      .once('error', reject)
      .once('exit', resolve);
  });
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return (performance.now() - started) / 1000;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

try {
  console.log(`${(statSync(file).size / 2 ** 20).toFixed(0)} MiB, median of ${rounds} alternating runs`);
  for (const { title, ours, theirs } of questions) {
    const times = [[], ...theirs.map(() => [])];
    for (let round = 0; round < Number(rounds); round += 1)
      for (const [index, argv] of [ours, ...theirs.map((their) => their.argv)].entries())
        times[index].push(await seconds(argv));
    const [own, ...others] = times.map(median);
    console.log(`\n${title}: ${own.toFixed(2)} s`);
    for (const [index, { name, goal }] of theirs.entries()) {
      const other = others[index];
      const ratio = goal.startsWith('at most') ? own / other : other / own;
      console.log(`  ${name} ${other.toFixed(2)} s: ratio ${ratio.toFixed(1)} (${goal} ${name})`);
    }
  }
} finally {
  if (folder !== undefined) rmSync(folder, { recursive: true });
}
