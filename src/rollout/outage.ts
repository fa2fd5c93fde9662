// How long a node's API server does not answer while work goes on.
import type { Node } from '../core/ports.ts';
import { LOOPBACK } from './names.ts';
import outageScript from './scripts/outage.sh';

/** Seconds after which the watch gives up. */
const MOST_S = 240;

/** Does the work; returns for how many milliseconds the server did not answer, null where that was not seen. */
export async function measuringOutage(node: Node, port: number, work: () => Promise<void>): Promise<number | null> {
  const argv = ['bash', '-c', outageScript, 'outage', `${LOOPBACK}:${port}`, String(MOST_S)];
  const watch = node.run(argv, { timeoutMs: (MOST_S + 20) * 1000 }).catch(() => null);
  await work();
  const ms = Number((await watch)?.stdout.trim() || Number.NaN);
  return Number.isFinite(ms) ? ms : null;
}
