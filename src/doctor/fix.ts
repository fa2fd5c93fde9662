// Repairs in rounds: the most basic first, then another look, since one repair may make others unnecessary.
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { trySteps } from '../core/step.ts';
import { systemProblem } from '../core/system-error.ts';
import { statePaths } from '../state/cluster-state.ts';
import { withLock } from '../state/lock.ts';
import type { Examination } from './examine.ts';
import { isSameRepair, repairRanks, type Repair, type RepairKey } from './repair.ts';
import { repairUndos } from './undos/table.ts';

/** More rounds than ranks would mean that something breaks again and again. */
const MOST_ROUNDS = 5;

/** What stops one API server would stop the next one: after a failure these are not tried on other nodes. */
const stopsAtFailure: ReadonlySet<RepairKey['kind']> = new Set(['restart', 'manifest']);

export interface FixRequest {
  readonly cluster: string;
  /** Looks at the cluster again. */
  readonly examine: () => Promise<Examination>;
  /** Shows the repairs and asks; throws a Problem where the answer is no. */
  readonly agree: (repairs: readonly Repair[]) => Promise<void>;
}

/** The outcome of a repair. */
export interface RepairOutcome {
  readonly key: RepairKey;
  readonly title: string;
  readonly state: 'made' | 'undone' | 'failed' | 'not-tried';
  /** What went wrong; null for a repair that was made. */
  readonly problem: Problem | null;
  /** What could not be undone, a line for each step. */
  readonly left: readonly string[];
}

/**
 * Repairs what can be repaired safely. Each repair is a plan of its own: one that fails is undone, and the
 * others are not affected. Returns the last examination, and the outcome of each repair that the user agreed to.
 */
export async function fix(
  world: World,
  first: Examination,
  request: FixRequest,
): Promise<{ readonly examination: Examination; readonly outcomes: readonly RepairOutcome[] }> {
  const { cluster, agree } = request;
  return withLock(world, statePaths(world, cluster).lock, `kind-audit doctor --fix --name ${cluster}`, async () => {
    let examination = first;
    const outcomes: RepairOutcome[] = [];
    try {
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const repairs = nextRepairs(examination, outcomes);
        if (repairs.length === 0) break;
        await agree(repairs);
        const before = outcomes.length;
        for (const repair of repairs)
          if (!isLookedAtFirst(repair.key, outcomes.slice(before)))
            outcomes.push(await carryOut(repair, outcomes, world));
        examination = await request.examine();
      }
    } catch (error) {
      throw withOpenRepairs(error, outcomes);
    }
    return { examination, outcomes };
  });
}

/** Where the user declines, or the engine is lost, the repairs that failed before that are still listed. */
function withOpenRepairs(error: unknown, outcomes: readonly RepairOutcome[]): unknown {
  const open = describeOpen(outcomes);
  const problem = systemProblem(error) ?? error;
  return problem instanceof Problem && open !== '' ? problem.withDetails(open, error) : error;
}

async function carryOut(repair: Repair, before: readonly RepairOutcome[], world: World): Promise<RepairOutcome> {
  const { key, title, steps } = repair;
  const failed = before.find((other) => other.key.kind === key.kind && other.state !== 'made');
  if (failed !== undefined && stopsAtFailure.has(key.kind)) {
    const problem = new Problem('repair-failed', `not tried, since it failed on ${failed.key.node ?? 'the cluster'}`);
    return { key, title, state: 'not-tried', problem, left: [] };
  }
  const { report, clock, signal } = world;
  const undoing = { table: repairUndos, place: world };
  const outcome = await trySteps(steps, world, { report, clock, signal, undoing });
  await world.finished();
  if (outcome.ok) return { key, title, state: 'made', problem: null, left: [] };
  signal.throwIfAborted();
  const problem = systemProblem(outcome.error) ?? outcome.error;
  if (!(problem instanceof Problem)) throw problem;
  const { undone, left } = outcome;
  return { key, title, state: undone.length > 0 && left.length === 0 ? 'undone' : 'failed', problem, left };
}

/** The untried repairs of the lowest rank, each once. */
export function nextRepairs(
  { results }: Pick<Examination, 'results'>,
  tried: readonly Pick<RepairOutcome, 'key' | 'state'>[],
): readonly Repair[] {
  const proposed = results.flatMap(({ repairs = [] }) => repairs);
  const open = proposed.filter(
    ({ key }, index) =>
      proposed.findIndex((other) => isSameRepair(other.key, key)) === index &&
      !tried.some((other) => isSameRepair(other.key, key)) &&
      !isRuledOut(key, tried),
  );
  const rank = repairRanks.find((each) => open.some((repair) => repair.rank === each));
  return open.filter((repair) => repair.rank === rank);
}

/**
 * Whether a repair waits for the next look: another one of the same round has started the server of its node again, and
 * every further start would end the requests that run. The next look proposes it where it is still needed.
 */
function isLookedAtFirst({ kind, node }: RepairKey, round: readonly Pick<RepairOutcome, 'key' | 'state'>[]): boolean {
  return (
    (kind === 'recover' || kind === 'restart' || kind === 'await') &&
    round.some(({ key, state }) => state === 'made' && key.kind === 'manifest' && key.node === node)
  );
}

/** Whether an earlier repair of this run rules out this one. */
function isRuledOut({ kind, node }: RepairKey, tried: readonly Pick<RepairOutcome, 'key' | 'state'>[]): boolean {
  // A server that could only be brought back without auditing is not given the same auditing again.
  if (kind === 'manifest') return tried.some(({ key }) => isSameRepair(key, { kind: 'recover', node }));
  // A server is not restarted with a policy that could not be put into effect.
  return kind === 'restart' && tried.some(({ key, state }) => key.kind === 'deploy' && state !== 'made');
}

/** Throws a Problem that lists the repairs that were not made, and what is left of each. */
export function requireMade(outcomes: readonly RepairOutcome[], cluster: string): void {
  const open = outcomes.filter(({ state }) => state !== 'made');
  if (open.length === 0) return;
  const which = outcomes.length === 1 ? 'the repair' : `${open.length} of ${outcomes.length} repairs`;
  throw new Problem('repair-failed', `${which} could not be made`, {
    details: describeOpen(open),
    hint: `kind-audit doctor --name ${cluster}`,
  });
}

const stateWords = { undone: 'undone', failed: 'failed', 'not-tried': 'not tried' } as const;

/** The repairs that were not made: their state, and under it why and what is left; empty where all were made. */
function describeOpen(outcomes: readonly RepairOutcome[]): string {
  return outcomes
    .flatMap(({ title, state, problem, left }) => {
      if (state === 'made') return [];
      const reasons = [problem?.message, problem?.details, ...left].filter((text) => text !== undefined);
      return [`${title}: ${stateWords[state]}`, ...reasons.map((text) => `  ${text.replaceAll('\n', '\n  ')}`)];
    })
    .join('\n');
}
