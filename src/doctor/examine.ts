// The verb `doctor`: all checks on one cluster, and what becomes of them where no engine answers.
import { worstStatus } from '../core/finding.ts';
import type { Engine, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import type { Check, Examined } from './check.ts';
import { engine as engineCheck } from './checks/engine.ts';
import { runChecks } from './run-checks.ts';
import { targetFor } from './target.ts';

export interface Examination {
  /** No check failed. */
  readonly ok: boolean;
  /** Whether an engine answered, so that the cluster could be looked at. */
  readonly reached: boolean;
  readonly results: readonly Examined[];
}

/** Runs the wanted checks, and silently those that they need. Throws the Problem of a cluster that is not there. */
export async function examine(
  world: World,
  cluster: string,
  wanted: readonly Check[],
  all: readonly Check[],
): Promise<Examination> {
  const engine = await world.engine().catch((error: unknown) => {
    if (error instanceof Problem) return error;
    throw error;
  });
  if (engine instanceof Problem) return unreached(engine, wanted);
  return examineWith(engine, world, cluster, wanted, all);
}

async function examineWith(
  engine: Engine,
  world: World,
  cluster: string,
  wanted: readonly Check[],
  all: readonly Check[],
): Promise<Examination> {
  const target = await targetFor(world, engine, cluster);
  const needed = withNeeds(wanted, all);
  const results = (await runChecks(needed, target, world.signal)).filter(({ id }) =>
    wanted.some((each) => each.id === id),
  );
  return { ok: worstStatus(results.map(({ status }) => status)) !== 'fail', reached: true, results };
}

/** The checks with all that they need, in the order of the table. */
function withNeeds(wanted: readonly Check[], all: readonly Check[]): readonly Check[] {
  const ids = new Set(wanted.map(({ id }) => id));
  for (let before = -1; before !== ids.size;) {
    before = ids.size;
    for (const { id, needs } of all) if (ids.has(id)) for (const need of needs ?? []) ids.add(need);
  }
  return all.filter(({ id }) => ids.has(id));
}

/** Without an engine there is one finding, and nothing else can be looked at. */
function unreached(problem: Problem, wanted: readonly Check[]): Examination {
  const { id, title } = engineCheck;
  const fix = problem.hint === undefined ? {} : { fix: problem.hint };
  const failed: Examined = { id, title, status: 'fail', evidence: problem.message, ...fix, ms: 0 };
  const rest = wanted
    .filter((check) => check.id !== id)
    .map((check): Examined => ({
      id: check.id,
      title: check.title,
      status: 'skip',
      evidence: `needs "${title}"`,
      ms: 0,
    }));
  return { ok: false, reached: false, results: [failed, ...rest] };
}
