// What `doctor` prints: its examination in words and for programs, and the list of its checks.
import { count } from '../core/plural.ts';
import { evidenceText, type CheckResult, type FindingStatus } from '../core/finding.ts';
import { painter, type Colour, type Paint } from '../core/paint.ts';
import type { World } from '../core/ports.ts';
import type { Check } from '../doctor/check.ts';
import type { Examination } from '../doctor/examine.ts';
import type { RepairOutcome } from '../doctor/fix.ts';
import type { OnResult } from '../doctor/run-checks.ts';
import { endedLines } from '../core/screen-text.ts';
import { answer } from '../report/answer.ts';

const marks: Readonly<Record<FindingStatus, readonly [string, Colour]>> = {
  ok: ['✓', 'green'],
  warn: ['!', 'yellow'],
  fail: ['✗', 'red'],
  skip: ['-', 'dim'],
};

/** Prints the examination, and the repairs before it, for programs. */
export async function answerExamination(
  { out }: World,
  { ok, results }: Examination,
  outcomes: readonly RepairOutcome[],
): Promise<void> {
  const checks = results.map(({ id, title, status, evidence, fix, ms }) => ({
    id,
    title,
    status,
    evidence,
    fix: fix ?? null,
    ms,
  }));
  const repairs = outcomes.map(({ key, title, state, problem, left }) => ({
    ...key,
    title,
    state,
    problem: problem?.message ?? null,
    left,
  }));
  await answer(out, 'kind-audit.doctor/v2', { ok, checks, repairs });
}

/** Prints a line for each result, as it comes. */
export function resultPrinter({ out }: World): OnResult {
  const paint = painter(out.color);
  return (result) => out.write(endedLines(checkLines(result, paint)));
}

/** A check's mark, title and evidence, and its fix on a line of its own. */
function checkLines(check: CheckResult, paint: Paint): readonly string[] {
  const [mark, colour] = marks[check.status];
  const line = `${paint[colour](mark)} ${check.title}${paint.dim(`: ${evidenceText(check)}`)}`;
  return check.fix === undefined ? [line] : [line, `    fix: ${check.fix}`];
}

/** Reports the verdict, after the lines of the results. */
export function reportVerdict(world: World, cluster: string, { results }: Examination): void {
  const amount = (wanted: FindingStatus): number => results.filter(({ status }) => status === wanted).length;
  world.report({
    type: 'note',
    level: 'info',
    text: `cluster "${cluster}": ${amount('ok')} ok, ${count(amount('warn'), 'warning')}, ${amount('fail')} failed, ${amount('skip')} skipped`,
  });
}

/** Prints all checks, for `--list`. */
export async function printChecks({ out }: World, checks: readonly Check[], json: boolean): Promise<void> {
  const rows = checks.map(({ id, title, about }) => ({ id, title, about }));
  if (json) return answer(out, 'kind-audit.checks/v1', { checks: rows });
  const width = Math.max(...rows.map(({ id }) => id.length));
  await out.write(endedLines(rows.map(({ id, about }) => `${id.padEnd(width)}  ${about}`)));
}
