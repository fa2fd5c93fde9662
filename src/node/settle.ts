// Waiting for what the kubelet does by itself after a repair.
import type { Node, World } from '../core/ports.ts';
import type { StepVoice } from '../core/step.ts';
import { isReady } from './api-server-life.ts';

/** Milliseconds. A change is noticed after one or two seconds; before that an old server still answers. */
const NOTICED_AFTER = 3000;
const EVERY = 1000;
const PATIENCE = 90_000;

/** Waits for the API server of a node. Does not throw when it stays away: the next examination tells of that. */
export async function settle(
  node: Node,
  { clock, signal }: Pick<World, 'clock' | 'signal'>,
  voice: StepVoice,
): Promise<void> {
  voice.progress(`waiting for the API server of ${node.name}`);
  const deadline = clock.monotonic() + PATIENCE;
  await clock.sleep(NOTICED_AFTER, signal);
  while (!(await isReady(node, signal)) && clock.monotonic() < deadline) await clock.sleep(EVERY, signal);
}
