// What the benches share: medians, ratios, rows, a cluster's own places.
import { join } from 'node:path';

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
