// Watches the control planes while kind works, to stop minutes before kubeadm would give up.
import { codeFrame } from '../core/code-frame.ts';
import { painter } from '../core/paint.ts';
import type { Engine, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { explainCrash, type CrashCause } from '../node/crash-cause.ts';
import { readServerState, type ServerState } from '../node/api-server-state.ts';
import { logDirOf, type ClusterSettings } from '../kind/kind-config.ts';
import type { PolicyText } from './policy-source.ts';
import { LOG_NAME } from '../kind/paths.ts';

/** Milliseconds between two looks. */
const INTERVAL = 2500;
/** Milliseconds after which a crash, or a pod that cannot start, counts as lasting whatever its cause. */
const LASTING_AFTER = 12_000;
/** An API server that audits is looked at only once in this many rounds: each look slows kind down. */
const ROUNDS_WHEN_AUDITING = 6;

/** What the watch needs of what the steps of `up` share. */
interface Watched {
  readonly world: Pick<World, 'clock' | 'files'>;
  readonly settings: { readonly name: string; readonly policy: Pick<PolicyText, 'text' | 'bytes' | 'source'> };
  readonly facts: { readonly engine: Pick<Engine, 'nodes' | 'node'> };
  readonly cluster: Pick<ClusterSettings, 'logsDir'>;
}

/** Looks until aborted; returns a Problem once an API server has crashed for good. */
export async function watchForCrash(context: Watched, signal: AbortSignal): Promise<Problem | null> {
  const { world, settings, facts } = context;
  const firstSeen = new Map<string, number>();
  for (let look = 1; ; look += 1) {
    await world.clock.sleep(INTERVAL, signal);
    const nodes = (await facts.engine.nodes(settings.name, signal)).filter(
      ({ role, running }) => role === 'control-plane' && running,
    );
    for (const container of nodes) {
      if (look % ROUNDS_WHEN_AUDITING !== 0 && (await audits(context, container.name))) continue;
      const server = await readServerState(facts.engine.node(container), signal).catch(() => null);
      if (server === null || server.state === 'absent' || server.state === 'running') continue;
      const now = world.clock.monotonic();
      const seen = firstSeen.get(container.name) ?? now;
      firstSeen.set(container.name, seen);
      const cause = explainCrash(server.words, settings.policy.bytes ?? settings.policy.text, {
        cluster: settings.name,
        node: container.name,
      });
      if (isFinal(server, cause, now - seen)) return crashProblem(container.name, server, cause, settings.policy);
    }
  }
}

/** One that has written to its log has read its policy, found its mounts and serves. */
async function audits({ world, cluster }: Watched, node: string): Promise<boolean> {
  const log = await world.files.stat(`${logDirOf(cluster, node)}/${LOG_NAME}`).catch(() => null);
  return log !== null && log.size > 0;
}

/** Whether it has crashed for good. One that came up after a first failed start has not: its restarts stay at one. */
function isFinal(server: Extract<ServerState, { words: string }>, cause: CrashCause, age: number): boolean {
  if (cause.lasting) return server.state === 'crashed' || age >= LASTING_AFTER / 2;
  return age >= LASTING_AFTER && (server.state === 'blocked' || server.restarts >= 2);
}

/** The Problem of a crashed API server: its own words, the line of the policy, the fix. */
export function crashProblem(
  node: string,
  server: Extract<ServerState, { words: string }>,
  cause: CrashCause,
  policy: { readonly text: string; readonly source: string },
): Problem {
  const verb = server.state === 'crashed' ? 'stopped' : 'cannot be started';
  const frame =
    cause.diagnostic === undefined ? [] : [codeFrame(policy.source, policy.text, cause.diagnostic, painter(false))];
  return new Problem('api-server-crashed', `the API server of ${node} ${verb}: ${cause.summary}`, {
    details: [`in its own words: ${server.words}`, ...frame].join('\n'),
    hint: cause.fix,
  });
}
