// Needs as text for a terminal and as values for programs.
import type { Colour, Paint } from '../core/paint.ts';
import type { NeedStatus } from './need.ts';
import { provisionTitles, type PlannedNeed } from './provide.ts';

const marks: Readonly<Record<NeedStatus, readonly [string, Colour]>> = {
  present: ['✓', 'green'],
  missing: ['✗', 'red'],
  unusable: ['✗', 'red'],
  unknown: ['?', 'yellow'],
};

/** What `setup --json` calls its answer. */
const SCHEMA = 'kind-audit.setup/v1';

/** One row a need: mark, title, status, evidence. */
export function needTableText(planned: readonly PlannedNeed[], paint: Paint): string {
  const title = Math.max(...planned.map(({ need }) => need.title.length));
  const status = Math.max(...planned.map(({ state }) => state.status.length));
  return planned
    .map(({ need, state }) => {
      const [mark, colour] = marks[state.status];
      const words = state.status.padEnd(status);
      return `${paint[colour](mark)} ${need.title.padEnd(title)}  ${paint[colour](words)}  ${state.evidence}`;
    })
    .join('\n');
}

/** What this program would do, a line each; empty when there is nothing that it can do. */
export function plannedWork(planned: readonly PlannedNeed[]): readonly string[] {
  return planned.flatMap(({ provision }) => (provision === null ? [] : provisionTitles(provision)));
}

/** What is left for a person to type, need by need; empty when nothing is. */
export function handWork(planned: readonly PlannedNeed[], paint: Paint): string {
  return planned
    .flatMap(({ need, provision }) =>
      provision?.how === 'manual'
        ? [
            `${need.title}: ${provision.why}. Type:\n${provision.commands.map((line) => `  ${paint.bold(line)}`).join('\n')}`,
          ]
        : [],
    )
    .join('\n\n');
}

/** The needs for programs, on one line. */
export function needsAsJson(planned: readonly PlannedNeed[]): string {
  const needs = planned.map(({ need, state, provision }) => ({
    id: need.id,
    title: need.title,
    status: state.status,
    evidence: state.evidence,
    fix:
      provision === null ? null : provision.how === 'manual' ? provision.commands.join('\n') : 'kind-audit setup --yes',
    plan: provision === null ? [] : provisionTitles(provision),
  }));
  return JSON.stringify({ schema: SCHEMA, needs });
}
