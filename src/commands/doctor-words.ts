// What `doctor` prints: its examination in words and as JSON, and the list of its checks.
import { painter } from '../core/paint.ts';
import type { World } from '../core/ports.ts';
import type { Check } from '../doctor/check.ts';
import type { Examination } from '../doctor/examine.ts';
import { checkLine } from '../report/words.ts';

/** The examination for programs. */
export function examinationAsJson({ ok, results }: Examination): string {
  const checks = results.map(({ id, title, status, evidence, fix, ms }) => ({
    id,
    title,
    status,
    evidence,
    fix: fix ?? null,
    ms,
  }));
  return JSON.stringify({ schema: 'kind-audit.doctor/v1', ok, checks });
}

/** A line for each check, and the verdict. */
export async function tellExamination(world: World, cluster: string, { results }: Examination): Promise<void> {
  const paint = painter(world.out.color);
  for (const result of results) await world.out.write(`${checkLine(result, paint)}\n`);
  const count = (wanted: string): number => results.filter(({ status }) => status === wanted).length;
  world.report({
    type: 'note',
    level: 'info',
    text: `cluster "${cluster}": ${count('ok')} ok, ${count('warn')} warnings, ${count('fail')} failed, ${count('skip')} skipped`,
  });
}

/** All checks, for `--list`. */
export function checkList(checks: readonly Check[], json: boolean): string {
  if (json) {
    const rows = checks.map(({ id, title, about }) => ({ id, title, about }));
    return `${JSON.stringify({ schema: 'kind-audit.checks/v1', checks: rows })}\n`;
  }
  const width = Math.max(...checks.map(({ id }) => id.length));
  return checks.map(({ id, about }) => `${id.padEnd(width)}  ${about}\n`).join('');
}
