// `up` from start to proof next to bare `kind create cluster` with the same files and image, alternating.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { environmentOf, median, ratio, row } from './measure.mjs';

const ROUNDS = 9;
const NAME = 'ka-bench';

/** Seconds of both, alternating, each on a machine without the cluster. */
export function benchUp() {
  const dir = mkdtempSync(join(tmpdir(), 'kind-audit-bench-'));
  const env = environmentOf(NAME, dir);
  const run = (argv, timed = true) => {
    const started = performance.now();
    const { status, stderr } = spawnSync(argv[0], argv.slice(1), { cwd: dir, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}\n${stderr}`);
    return timed ? (performance.now() - started) / 1000 : 0;
  };
  const cli = [process.execPath, resolve('dist/main.js')];
  const times = { kind: [], up: [] };
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      run([...cli, 'init']);
      times.kind.push(run(['kind', 'create', 'cluster', '--config', 'kind-config.yaml']));
      run([...cli, 'down', '--yes'], false);
      times.up.push(run([...cli, 'up', '--yes']));
      run([...cli, 'down', '--yes'], false);
    }
  } finally {
    spawnSync('kind', ['delete', 'cluster', '--name', NAME], { env });
    rmSync(dir, { recursive: true, force: true });
  }
  const base = median(times.kind);
  console.log(`\nup next to bare kind, median of ${ROUNDS} alternating runs (target: at most 1.05)`);
  row('kind create cluster', `${base.toFixed(1)} s`, ratio(base, base));
  row('kind-audit up, with proof', `${median(times.up).toFixed(1)} s`, ratio(median(times.up), base));
}
