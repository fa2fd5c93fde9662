// Start-up next to bare node: the same machine, the same minute, alternating.
import { spawnSync } from 'node:child_process';
import { median, ratio, row } from './measure.mjs';

const ROUNDS = 31;
const subjects = {
  'node -e 0': ['-e', '0'],
  '--version': ['dist/main.js', '--version'],
  '--help': ['dist/main.js', '--help'],
  'up --help': ['dist/main.js', 'up', '--help'],
};

/** Milliseconds of each command's runs, alternating. */
export function benchStartup() {
  const times = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, args] of Object.entries(subjects)) {
      const started = performance.now();
      spawnSync(process.execPath, args, { stdio: 'ignore' });
      times[name].push(performance.now() - started);
    }
  }
  const base = median(times['node -e 0']);
  console.log(`\nstart-up, median of ${ROUNDS} alternating runs (target: at most 1.5)`);
  for (const [name, values] of Object.entries(times))
    row(name, `${median(values).toFixed(0)} ms`, ratio(median(values), base));
}
