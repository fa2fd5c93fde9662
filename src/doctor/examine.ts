// The verb `doctor`: all checks on one cluster, and their results where no engine answers.
import { findEngine } from '../core/find-engine.ts';
import { aboutAll, worstStatus } from '../core/finding.ts';
import type { Engine, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import type { Check, Examined, Refusal } from './check.ts';
import { engine as engineCheck } from './checks/engine.ts';
import { runChecks, type OnResult } from './run-checks.ts';
import { targetFor } from './target.ts';

export interface Examination {
  /** No check failed. */
  readonly ok: boolean;
  /** Whether an engine answered, so that the cluster could be looked at. */
  readonly reached: boolean;
  readonly results: readonly Examined[];
}

/** What is to be examined. */
export interface ExaminationRequest {
  readonly cluster: string;
  readonly wanted: readonly Check[];
  /** Every check there is: those that the wanted ones need are found here, and run silently. */
  readonly all: readonly Check[];
  /** Called with each wanted result, in the order of the checks, as soon as it and those before it are known. */
  readonly onResult?: OnResult;
  /** Which policies repairs may not deploy. */
  readonly refusal?: Refusal;
}

/** Runs the wanted checks. Throws a Problem where the cluster does not exist. */
export async function examine(world: World, request: ExaminationRequest): Promise<Examination> {
  const engine = await findEngine(world);
  if (engine instanceof Problem) {
    const examination = unreached(engine, request.wanted);
    for (const result of examination.results) await request.onResult?.(result);
    return examination;
  }
  return examineWith(engine, world, request);
}

async function examineWith(
  engine: Engine,
  world: World,
  { cluster, wanted, all, onResult, refusal }: ExaminationRequest,
): Promise<Examination> {
  const target = await targetFor(world, engine, cluster, refusal);
  const ids = new Set(wanted.map(({ id }) => id));
  const results: Examined[] = [];
  await runChecks(withNeeds(wanted, all), target, world.signal, async (result) => {
    if (!ids.has(result.id)) return;
    results.push(result);
    await onResult?.(result);
  });
  return { ok: worstStatus(results.map(({ status }) => status)) !== 'fail', reached: true, results };
}

/** The checks and all that they need, in the order of the table. */
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
  const failed: Examined = { id, title, status: 'fail', evidence: aboutAll(problem.message), ...fix, ms: 0 };
  const rest = wanted
    .filter((check) => check.id !== id)
    .map((check): Examined => ({
      id: check.id,
      title: check.title,
      status: 'skip',
      evidence: aboutAll(`needs "${title}"`),
      ms: 0,
    }));
  return { ok: false, reached: false, results: [failed, ...rest] };
}
