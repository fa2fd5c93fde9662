// A difference between two policies as text: what changes, a request that shows it, and what was looked at.
import { screenText, type ScreenText } from '../../core/screen-text.ts';
import { ruleName } from '../model/spell.ts';
import { count } from '../../core/plural.ts';
import type { Paint } from '../../core/paint.ts';
import { printable } from '../../core/printable.ts';
import type { Decision } from '../model/decision.ts';
import { spellRequest } from '../model/spell.ts';
import type { Difference, PolicyDiff } from './diff.ts';

/** One block for each difference, and a conclusion. */
export function diffText(diff: PolicyDiff, paint: Paint): ScreenText {
  return screenText([
    ...diff.differences.flatMap((difference) => describeOne(difference, paint)),
    conclusion(diff, paint),
  ]);
}

function describeOne({ direction, old, new: now, witness, kinds }: Difference, paint: Paint): readonly string[] {
  const colour = { less: paint.red, more: paint.green, differently: paint.yellow }[direction];
  return [
    `${colour(direction.padEnd(11))} ${spell(old, direction)} → ${spell(now, direction)} ${paint.dim(`(${kindsOf(kinds)})`)}`,
    `            ${paint.dim('for instance')} ${printable(spellRequest(witness))}`,
  ];
}

function spell({ rule, level, omitStages, omitManagedFields }: Decision, direction: Difference['direction']): string {
  const who = rule === null ? 'no rule' : ruleName(rule);
  if (direction !== 'differently') return `${level} (${who})`;
  const omits = omitStages.length === 0 ? 'every stage' : `without ${omitStages.join(', ')}`;
  return `${level} ${omits}${omitManagedFields ? ', without managedFields' : ''} (${who})`;
}

function conclusion({ equivalent, differences, checked, gap }: PolicyDiff, paint: Paint): string {
  const looked = `${kindsOf(checked)} looked at`;
  const left = gap === null ? ', which are all that the policies can distinguish' : `; not looked at: ${gap}`;
  if (equivalent) return `${paint.green('equivalent')}: ${looked}${left}`;
  if (differences.length === 0) return `${paint.yellow('no difference found')}: ${looked}${left}`;
  return `${count(differences.length, 'difference')}: ${looked}${left}`;
}

function kindsOf(number: number): string {
  return `${count(number, 'kind')} of request`;
}
