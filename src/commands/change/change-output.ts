// What a command prints that changes the auditing of a living cluster: what is changed, what that means, what came of it.
import { painter } from '../../core/paint.ts';
import type { World } from '../../core/ports.ts';
import { endedLines } from '../../core/screen-text.ts';
import { answer } from '../../report/answer.ts';
import type { DraftedChange, MadeChange } from '../../rollout/change-auditing.ts';
import type { ChangeRequest, WantedChange } from './change-request.ts';

type Asked = Pick<ChangeRequest, 'cluster' | 'options'>;

/** Prints a change that is in effect. */
export async function printMade(world: World, asked: Asked, wanted: WantedChange, made: MadeChange): Promise<void> {
  await world.finished();
  if (asked.options.output === 'json') {
    const document = documentOf(asked, wanted, made);
    await answer(world.out, 'kind-audit.change/v1', { ...document, changed: true, revision: made.revision });
    return;
  }
  const paint = painter(world.out.color);
  await world.out.write(
    endedLines([
      '',
      `${paint.green('In effect:')} ${wanted.change.what} on cluster "${asked.cluster}" (revision ${made.revision}).`,
    ]),
  );
}

/** Prints a change that would be made, with its steps. */
export async function printPlanned(
  world: World,
  asked: Asked,
  wanted: WantedChange,
  drafted: DraftedChange,
): Promise<void> {
  if (asked.options.output === 'json') {
    const document = documentOf(asked, wanted, drafted);
    await answer(world.out, 'kind-audit.change/v1', { ...document, changed: false, revision: null });
    return;
  }
  await showChange(world, asked, wanted, drafted);
  await world.out.write(endedLines(['', 'Steps:', ...drafted.steps.map(({ title }) => `  ${title}`)]));
}

/** Prints that there is nothing to change. */
export async function printUnchanged(world: World, { cluster, options }: Asked): Promise<void> {
  if (options.output === 'json') await answerUnchanged(world, cluster, 'it is in effect already');
  else await world.out.write(endedLines([`Nothing to change: cluster "${cluster}" is as it is wanted.`]));
}

/** The document of a change that was not made, with the reason. */
export async function answerUnchanged(world: World, cluster: string, reason: string): Promise<void> {
  await answer(world.out, 'kind-audit.change/v1', {
    cluster,
    what: 'nothing',
    meaning: [],
    strategy: null,
    reason,
    steps: [],
    changed: false,
    revision: null,
  });
}

/** Prints what a change means, and how it is made: for people. */
export async function showChange(
  world: World,
  { cluster, options }: Asked,
  { change, meaning }: WantedChange,
  { strategy, reason, remark }: DraftedChange,
): Promise<void> {
  if (remark !== null) world.report({ type: 'note', level: 'warn', text: remark });
  if (options.output === 'json') return;
  await world.finished();
  const paint = painter(world.out.color);
  await world.out.write(
    endedLines([
      `Change of cluster "${cluster}": ${change.what}`,
      ...meaning.map((line) => `  ${line}`),
      `${paint.dim('strategy')} ${strategy} (${reason})`,
    ]),
  );
}

function documentOf({ cluster }: Asked, { change, meaning }: WantedChange, drafted: DraftedChange) {
  const { strategy, reason, steps } = drafted;
  return {
    cluster,
    what: change.what,
    meaning: [...meaning],
    strategy,
    reason,
    steps: steps.map(({ id, title }) => ({ id, title })),
  };
}
