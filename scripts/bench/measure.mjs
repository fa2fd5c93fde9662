// What the benches share: times and memory of commands, medians, ratios, rows, and a cluster for measuring.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Seconds that a command takes, its output thrown away, and the most memory that it took, in megabytes. */
export async function measured([program, ...args], env = process.env) {
  const started = performance.now();
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  let memory = 0;
  const look = setInterval(() => (memory = Math.max(memory, peakMegabytes(child.pid))), 20);
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  clearInterval(look);
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return { seconds: (performance.now() - started) / 1000, memory };
}

/** The most memory that a process took until now; 0 where that cannot be read. */
function peakMegabytes(pid) {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000;
  } catch {
    return 0;
  }
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function ratio(value, base) {
  return `${(value / base).toFixed(2)} ×`;
}

export function row(name, ...cells) {
  console.log(`  ${name.padEnd(36)} ${cells.map((cell) => cell.padStart(12)).join(' ')}`);
}

/** The environment of commands for a cluster whose state and kubeconfig lie in a folder. */
export function environmentOf(cluster, dir) {
  return {
    ...process.env,
    XDG_STATE_HOME: join(dir, 'state'),
    KUBECONFIG: join(dir, 'kubeconfig'),
    KIND_CLUSTER_NAME: cluster,
  };
}

/** Makes a cluster by `up` with these options, lets `use` work with the program and the cluster's environment, and deletes it. */
export async function withCluster(name, use, options = []) {
  const dir = mkdtempSync(join(tmpdir(), 'kind-audit-bench-'));
  const env = environmentOf(name, dir);
  const program = resolve('dist/main.js');
  try {
    execFileSync(process.execPath, [program, 'up', '--yes', ...options], { cwd: dir, env, stdio: 'ignore' });
    await use({ program, env });
  } finally {
    execFileSync(process.execPath, [program, 'down', '--yes'], { cwd: dir, env, stdio: 'ignore' });
    rmSync(dir, { recursive: true, force: true });
  }
}
