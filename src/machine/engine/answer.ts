// Waiting until a daemon that was started answers.
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';

/** How long a daemon may take until it answers, and how often it is asked, in milliseconds. */
export const START_MS = 60_000;
const ASK_EVERY_MS = 250;

/** Asks again and again; false when the time is over or `worthwhile` is no longer true. */
export async function waitFor(
  { clock, signal }: Pick<World, 'clock' | 'signal'>,
  answers: () => Promise<boolean>,
  worthwhile: () => boolean = () => true,
): Promise<boolean> {
  const end = clock.monotonic() + START_MS;
  while (!(await answers())) {
    if (clock.monotonic() > end || !worthwhile()) return false;
    await clock.sleep(ASK_EVERY_MS, signal);
  }
  return true;
}

/** The problem of a daemon that runs but does not answer. */
export function unanswered(who: string, hint: string): Problem {
  return new Problem('engine-unreachable', `${who} runs but does not answer`, { hint });
}
