// Waiting for what the kubelet does by itself after a repair.
import type { Node, World } from '../core/ports.ts';
import type { StepVoice } from '../core/step.ts';
import { isReady } from './api-server-state.ts';

/** Milliseconds. The kubelet notices a change after one or two seconds; before that the old server still answers. */
const NOTICED_AFTER = 3000;
const INTERVAL = 1000;
const TIMEOUT = 90_000;

/** Waits for the API server of a node, `longer` milliseconds more than usual. Does not throw when it stays down: the next examination reports that. */
export async function settle(
  node: Node,
  { clock, signal }: Pick<World, 'clock' | 'signal'>,
  voice: StepVoice,
  longer = 0,
): Promise<void> {
  voice.progress(`waiting for the API server of ${node.name}`);
  const deadline = clock.monotonic() + TIMEOUT + longer;
  await clock.sleep(NOTICED_AFTER, signal);
  while (!(await isReady(node, signal)) && clock.monotonic() < deadline) await clock.sleep(INTERVAL, signal);
}
