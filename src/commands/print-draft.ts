// Prints a draft: both files and the plan.
import type { UpDraft } from '../cluster/dry-run.ts';
import { endedLines } from '../core/screen-text.ts';
import { answer } from '../report/answer.ts';
import { painter } from '../core/paint.ts';
import type { World } from '../core/ports.ts';
import type { PlannedForUp } from './change/change-for-up.ts';

const words = {
  absent: 'would be written',
  same: 'exists already, the same',
  untouched: 'would be replaced',
  changed: 'was changed by hand: would need --force',
};

/** To standard output, as text or as one JSON document; `planned` is the change of a cluster that exists. */
export async function printDraft(
  world: World,
  { writes, steps }: UpDraft,
  planned: PlannedForUp | null,
  json: boolean,
): Promise<void> {
  if (json) {
    const files = writes.map(({ path, text, onDisk }) => ({ path, state: onDisk, text }));
    const change = planned === null ? null : { ...planned, meaning: [...planned.meaning], steps: [...planned.steps] };
    await answer(world.out, 'kind-audit.draft/v1', { files, change, steps });
    return;
  }
  const paint = painter(world.out.color);
  for (const { path, text, onDisk } of writes) {
    await world.out.write(
      endedLines([
        `${paint.bold(`# ${path}`)} ${paint.dim(`(${words[onDisk]})`)}`,
        ...text.trimEnd().split(/\r?\n/),
        '',
      ]),
    );
  }
  await world.out.write(
    endedLines([
      paint.bold('# plan'),
      ...[...(planned?.steps ?? []), ...steps].map(({ title }, index) => `${index + 1}. ${title}`),
    ]),
  );
}
