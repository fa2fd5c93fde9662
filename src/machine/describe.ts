// Needs as lines for a terminal and as values for programs.
import { cellText } from '../core/limits.ts';
import type { Colour, Paint } from '../core/paint.ts';
import type { NeedState, NeedStatus } from './need.ts';
import { provisionTitles, type PlannedNeed } from './provide.ts';

const marks: Readonly<Record<NeedStatus, readonly [string, Colour]>> = {
  present: ['✓', 'green'],
  missing: ['✗', 'red'],
  unusable: ['✗', 'red'],
  unknown: ['?', 'yellow'],
};

/** One row for each need: mark, title, status, evidence. */
export function needTableRows(planned: readonly PlannedNeed[], paint: Paint): readonly string[] {
  const title = Math.max(...planned.map(({ need }) => need.title.length));
  const status = Math.max(...planned.map(({ state }) => state.status.length));
  return planned.map(({ need, state }) => {
    const [mark, colour] = marks[state.status];
    const words = state.status.padEnd(status);
    return `${paint[colour](mark)} ${need.title.padEnd(title)}  ${paint[colour](words)}  ${cellText(state.evidence)}`;
  });
}

/** What this program would do, one line each; empty when there is nothing that it can do. */
export function plannedWork(planned: readonly PlannedNeed[]): readonly string[] {
  return planned.flatMap(({ provision }) => (provision === null ? [] : provisionTitles(provision)));
}

/** What is left for the user to type, by need, in lines; empty when there is nothing. */
export function manualWork(planned: readonly PlannedNeed[], paint: Paint): readonly string[] {
  const blocks = planned.flatMap(({ need, provision }) =>
    provision?.how === 'manual'
      ? [[`${need.title}: ${provision.why}. Type:`, ...provision.commands.map((line) => `  ${paint.bold(line)}`)]]
      : [],
  );
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

/** A need for programs. */
export interface NeedReport extends NeedState {
  readonly id: string;
  readonly title: string;
  /** What to type, one command on a line; null where nothing is to be done now. */
  readonly fix: string | null;
  /** What this program would do. */
  readonly plan: readonly string[];
}

/** The needs for programs. */
export function needsForPrograms(planned: readonly PlannedNeed[]): readonly NeedReport[] {
  return planned.map(({ need, state, provision }) => ({
    id: need.id,
    title: need.title,
    status: state.status,
    evidence: state.evidence,
    fix:
      provision === null ? null : provision.how === 'manual' ? provision.commands.join('\n') : 'kind-audit setup --yes',
    plan: provision === null ? [] : provisionTitles(provision),
  }));
}
