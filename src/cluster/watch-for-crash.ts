// Watches the control planes while kind works, to stop minutes before kubeadm would give up.
import { codeFrame } from '../core/code-frame.ts';
import { painter } from '../core/paint.ts';
import { Problem } from '../core/problem.ts';
import { explainCrash, type CrashCause } from '../doctor/crash-cause.ts';
import { readLife, type Life } from '../doctor/api-server-life.ts';
import type { UpContext } from './up-context.ts';

/** Milliseconds between two looks. */
const EVERY = 2500;
/** Milliseconds after which a crash, or a pod that cannot start, counts as lasting whatever its cause. */
const PATIENCE = 12_000;

/** Looks until aborted; gives the Problem once an API server has crashed for good. */
export async function watchForCrash(
  { world, settings, facts }: UpContext,
  signal: AbortSignal,
): Promise<Problem | null> {
  const firstSeen = new Map<string, number>();
  for (;;) {
    await world.clock.sleep(EVERY, signal);
    const nodes = (await facts.engine.nodes(settings.name)).filter(
      ({ role, running }) => role === 'control-plane' && running,
    );
    for (const container of nodes) {
      const life = await readLife(facts.engine.node(container), signal).catch(() => null);
      if (life === null || life.state === 'absent' || life.state === 'running') continue;
      const now = world.clock.monotonic();
      const seen = firstSeen.get(container.name) ?? now;
      firstSeen.set(container.name, seen);
      const cause = explainCrash(life.words, settings.policy.text);
      if (isOver(life, cause, now - seen)) return crashProblem(container.name, life, cause, settings.policy);
    }
  }
}

/** An API server that came up again after a first stumble is not over: its restarts stay at one. */
function isOver(life: Extract<Life, { words: string }>, cause: CrashCause, age: number): boolean {
  if (cause.lasting) return life.state === 'crashed' || age >= PATIENCE / 2;
  return age >= PATIENCE && (life.state === 'blocked' || life.restarts >= 2);
}

/** The Problem of a crashed API server: its own words, the line of the policy, the fix. */
export function crashProblem(
  node: string,
  life: Extract<Life, { words: string }>,
  cause: CrashCause,
  policy: { readonly text: string; readonly source: string },
): Problem {
  const verb = life.state === 'crashed' ? 'stopped' : 'cannot be started';
  const frame =
    cause.diagnostic === undefined ? [] : [codeFrame(policy.source, policy.text, cause.diagnostic, painter(false))];
  return new Problem('api-server-crashed', `the API server of ${node} ${verb}: ${cause.summary}`, {
    details: [`in its own words: ${life.words}`, ...frame].join('\n'),
    hint: cause.fix,
  });
}
