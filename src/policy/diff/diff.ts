// What two policies do differently, by meaning: kinds of request, each with a request that shows it.
import { decide } from '../decide/decide.ts';
import { atomsOf } from './atoms.ts';
import { countOf, kindsOf } from './kinds.ts';
import type { Decision } from '../model/decision.ts';
import { writtenStages } from '../decide/stages.ts';
import { rankOf, type Policy } from '../model/policy.ts';
import type { PolicyRequest } from '../model/request.ts';

/** `more` and `less` by level; `differently` by stages or by managedFields at the same level. */
export type Direction = 'more' | 'less' | 'differently';

/** Kinds of request that one pair of rules decides in the same two ways. */
export interface Difference {
  readonly direction: Direction;
  readonly old: Decision;
  readonly new: Decision;
  /** A request that shows it. */
  readonly witness: PolicyRequest;
  /** How many of the kinds that were looked at. */
  readonly kinds: number;
}

export interface PolicyDiff {
  /** No request is logged differently; false as well when not every kind could be looked at. */
  readonly equivalent: boolean;
  readonly differences: readonly Difference[];
  /** How many kinds of request were looked at. */
  readonly checked: number;
  /** What was not looked at; null when every request belongs to one of the kinds. */
  readonly gap: string | null;
}

/** After this many decisions only a few callers are examined for each verb and target, and after twice as many none. */
const MANY_DECISIONS = 2_000_000;
const FEW_CALLERS = 10;
const MANY_CALLERS = 20_000;

/** Compares two policies over every kind of request that they can distinguish. */
export function diffPolicies(older: Policy, newer: Policy): PolicyDiff {
  const steps = diffInSteps(older, newer);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** How many kinds were looked at, of all. */
export interface DiffStep {
  readonly checked: number;
  readonly total: number;
}

const DECISIONS_A_STEP = 1000;

/** The same in steps, for callers that have something to do in between. */
export function* diffInSteps(older: Policy, newer: Policy): Generator<DiffStep, PolicyDiff> {
  const atoms = atomsOf([older, newer]);
  const total = countOf(atoms);
  const found = new Map<string, { difference: Omit<Difference, 'kinds'>; kinds: number }>();
  let checked = 0;
  let decisions = 0;
  const mostCallers = (): number => (decisions < MANY_DECISIONS ? MANY_CALLERS : FEW_CALLERS);
  for (const { example, count } of kindsOf(atoms, mostCallers)) {
    if (decisions === 2 * MANY_DECISIONS) break;
    if (decisions > 0 && decisions % DECISIONS_A_STEP === 0) yield { checked, total };
    decisions += 1;
    checked += count;
    const [before, after] = [decide(older, example), decide(newer, example)];
    const direction = compare(before, after, example);
    if (direction === null) continue;
    const key = `${direction} ${before.rule} ${after.rule} ${before.level} ${after.level}`;
    const known = found.get(key);
    if (known === undefined)
      found.set(key, { difference: { direction, old: before, new: after, witness: example }, kinds: count });
    else known.kinds += count;
  }
  const gap = checked < total ? `${total - checked} of ${total} kinds of request` : atoms.gap;
  const differences = [...found.values()].map(({ difference, kinds }) => ({ ...difference, kinds }));
  return {
    equivalent: differences.length === 0 && gap === null,
    differences: differences.toSorted(byWeight),
    checked,
    gap,
  };
}

/** How the second decision differs in what is written; null where it does not. */
export function compare(before: Decision, after: Decision, example: PolicyRequest): Direction | null {
  const ranks = rankOf(after.level) - rankOf(before.level);
  if (ranks !== 0) return ranks > 0 ? 'more' : 'less';
  if (after.level === 'None') return null;
  const [old, now] = [spellStages(before, example), spellStages(after, example)];
  if (old !== now) return 'differently';
  return before.level !== 'Metadata' && before.omitManagedFields !== after.omitManagedFields ? 'differently' : null;
}

/** Stages that are written; a panic is always possible, except for a request without a user. */
function spellStages(decision: Decision, example: PolicyRequest): string {
  const panic = example.user !== null && !decision.omitStages.includes('Panic');
  return [...writtenStages(decision, example), panic].join();
}

const order: readonly Direction[] = ['less', 'differently', 'more'];

function byWeight(a: Difference, b: Difference): number {
  return order.indexOf(a.direction) - order.indexOf(b.direction) || b.kinds - a.kinds;
}
