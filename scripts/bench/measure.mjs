// What the benches share: times of commands, medians, ratios, rows.
import { spawn } from 'node:child_process';

/** Seconds that a command takes, its output thrown away. */
export async function seconds([program, ...args]) {
  const started = performance.now();
  const code = await new Promise((resolve, reject) => {
    spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
      .once('error', reject)
      .once('exit', resolve);
  });
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return (performance.now() - started) / 1000;
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
