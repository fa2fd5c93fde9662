// Runs checks: those that do not depend on each other in parallel, each with a time-out.
import { cellText } from '../core/limits.ts';
import { messageOf, Problem } from '../core/problem.ts';
import { aboutAll } from '../core/finding.ts';
import { orAborted } from '../core/or-aborted.ts';
import type { Check, Examined, Seen, Target } from './check.ts';
import { doctorCommand } from './commands.ts';

/** Called with a result; the next one waits for it. */
export type OnResult = (result: Examined) => void | Promise<void>;

/**
 * Returns a result for every check, in the order of the checks. A check whose needs failed is skipped;
 * a check that throws counts as failed, and the others still run.
 */
export async function runChecks(
  checks: readonly Check[],
  target: Target,
  signal: AbortSignal,
  onResult: OnResult = () => undefined,
): Promise<readonly Examined[]> {
  const pending = new Map<string, Promise<Examined>>();
  const start = (check: Check): Promise<Examined> => {
    const known = pending.get(check.id);
    if (known !== undefined) return known;
    const result = runWhenReady(check);
    pending.set(check.id, result);
    return result;
  };
  const runWhenReady = async (check: Check): Promise<Examined> => {
    const needed = checks.filter(({ id }) => check.needs?.includes(id));
    const failed = (await Promise.all(needed.map(start))).find(({ status }) => status === 'fail');
    const started = target.world.clock.monotonic();
    const finding: Seen =
      failed === undefined
        ? await lookSafely(check, target, signal)
        : { status: 'skip', evidence: aboutAll(`needs "${failed.title}"`) };
    const evidence = finding.evidence.map((each) => ({ ...each, text: cellText(each.text) }));
    return {
      id: check.id,
      title: check.title,
      ...finding,
      evidence,
      ms: Math.round(target.world.clock.monotonic() - started),
    };
  };
  const results: Examined[] = [];
  for (const check of checks) void start(check);
  for (const check of checks) {
    const result = await start(check);
    // An interrupted check has no result.
    signal.throwIfAborted();
    await onResult(result);
    results.push(result);
  }
  return results;
}

async function lookSafely(check: Check, target: Target, signal: AbortSignal): Promise<Seen> {
  const limit = target.world.clock.timeout(check.timeoutMs);
  try {
    const ends = AbortSignal.any([signal, limit]);
    return await orAborted(check.look(target, ends), ends);
  } catch (error) {
    if (limit.aborted)
      return {
        status: 'fail',
        evidence: aboutAll(`no answer within ${check.timeoutMs / 1000} s`),
        fix: doctorCommand(target, '--check', check.id),
      };
    if (error instanceof Problem)
      return {
        status: 'fail',
        evidence: aboutAll(error.message),
        ...(error.hint === undefined ? {} : { fix: error.hint }),
      };
    return {
      status: 'fail',
      evidence: aboutAll(`this check itself broke: ${messageOf(error)}`),
      fix: doctorCommand(target, '--check', check.id, '--verbose'),
    };
  }
}
