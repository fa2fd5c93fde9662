// The containers that end-to-end tests make: removed before a run, because a killed run leaves them, and after it.
import { spawnSync } from 'node:child_process';

/** Removes every container whose name begins as those of the end-to-end tests do; where no engine runs, none is there. */
export function removeTestClusters() {
  const listed = spawnSync('docker', ['ps', '--all', '--quiet', '--filter', 'name=^ka-e2e-'], { encoding: 'utf8' });
  const ids = (listed.stdout ?? '').split('\n').filter((id) => id !== '');
  if (ids.length === 0) return;
  console.log(`\n== removing ${ids.length} containers that end-to-end tests left`);
  spawnSync('docker', ['rm', '--force', '--volumes', ...ids], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Vitest calls this before the end-to-end tests, and what it returns after them. */
export default function setup() {
  removeTestClusters();
  return removeTestClusters;
}
