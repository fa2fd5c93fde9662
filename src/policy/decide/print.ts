// An explanation as text: the rule that decides, its lines, and what kept the earlier ones from matching.
import { screenText, type ScreenText } from '../../core/screen-text.ts';
import { ruleName } from '../model/spell.ts';
import { lineAndColumn, lineOf } from '../../core/diagnostic.ts';
import type { Paint } from '../../core/paint.ts';
import { printable } from '../../core/printable.ts';
import type { Explanation } from './explain.ts';
import type { PolicyRequest } from '../model/request.ts';
import { treeAt, type Tree } from '../text/tree.ts';
import { spellRequest } from '../model/spell.ts';

/** First and last line of a rule, from 1. */
export interface Lines {
  readonly from: number;
  readonly to: number;
}

export function ruleLines(text: string, tree: Tree | undefined, rule: number): Lines | null {
  const range = treeAt(tree, ['rules', rule]);
  if (range === undefined) return null;
  return {
    from: lineAndColumn(text, range.start).line,
    to: lineAndColumn(text, Math.max(range.start, range.end - 1)).line,
  };
}

/** Longer rules are cut. */
const MOST_LINES = 12;

export function explanationText(
  file: string,
  text: string,
  tree: Tree | undefined,
  request: PolicyRequest,
  { rule, level, omitStages, omitManagedFields, stages, trail }: Explanation,
  paint: Paint,
): ScreenText {
  const place = (index: number): string => {
    const lines = ruleLines(text, tree, index);
    return `${ruleName(index)}${lines === null ? '' : ` (${file}:${lines.from})`}`;
  };
  const decides = rule === null ? 'no rule matches' : `${place(rule)} decides`;
  const parts = [
    printable(spellRequest(request)),
    `${paint.bold(decides)}: level ${level === 'None' ? paint.yellow(level) : paint.green(level)}`,
    ...(rule === null ? [] : source(text, ruleLines(text, tree, rule), paint)),
    written(level, stages, omitStages, omitManagedFields),
  ];
  if (trail.length > 0) {
    parts.push('', rule === null ? 'why no rule matches:' : 'why not an earlier rule:');
    parts.push(...trail.map((mismatch) => `  ${paint.dim(place(mismatch.rule))} ${printable(mismatch.text)}`));
  }
  return screenText(parts);
}

function source(text: string, lines: Lines | null, paint: Paint): readonly string[] {
  if (lines === null) return [];
  const { from, to } = lines;
  const width = String(to).length;
  const last = Math.min(to, from + MOST_LINES - 1);
  const shown: string[] = [];
  for (let line = from; line <= last; line += 1)
    shown.push(`${paint.dim(`${String(line).padStart(width)} |`)} ${printable(lineOf(text, line).replace(/\r$/, ''))}`);
  if (last < to) shown.push(paint.dim(`${' '.repeat(width)} … ${to - last} more lines`));
  return shown;
}

function written(
  level: string,
  stages: readonly string[],
  omitted: readonly string[],
  omitManagedFields: boolean,
): string {
  if (level === 'None') return 'nothing is written';
  const left = omitted.length === 0 ? '' : `; omitted: ${omitted.join(', ')}`;
  const fields = omitManagedFields ? '; bodies without managedFields' : '';
  return stages.length === 0
    ? `no event is written${left}`
    : `written: ${stages.join(', ')} at level ${level}${left}${fields}`;
}
