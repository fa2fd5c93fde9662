// What every command does that changes the auditing of a living cluster: finish what was left, look, show, ask, change, report.
import { changeAuditing, draftChange, type DraftedChange } from '../../rollout/change-auditing.ts';
import type { Change } from '../../rollout/change.ts';
import { finishAndLook } from '../../rollout/finish-earlier.ts';
import { didNotEnd, readJournal } from '../../rollout/journal.ts';
import { lookAtCluster, type Situation } from '../../rollout/situation.ts';
import type { Strategy } from '../../rollout/strategy.ts';
import { exitCodes, type ExitCode } from '../../core/exit-code.ts';
import { painter } from '../../core/paint.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { endedLines } from '../../core/screen-text.ts';
import { answer } from '../../report/answer.ts';
import { statePaths } from '../../state/cluster-state.ts';
import { withLock } from '../../state/lock.ts';
import type { CommonOptions, OptionSpec } from '../command.ts';
import { nameOption, yesOption } from '../options/common.ts';
import { outputOptions } from '../options/output.ts';

export interface ChangeOptions extends CommonOptions {
  readonly name?: string;
  readonly strategy?: Strategy;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export const strategyOption: OptionSpec = {
  flags: '--strategy <how>',
  description: 'overlap: a second API server serves meanwhile; restart: the API is away for a while',
  byDefault: 'overlap where the cluster allows it',
  choices: ['overlap', 'restart'],
};

export const changeOptions: readonly OptionSpec[] = [
  nameOption,
  strategyOption,
  { flags: '--dry-run', description: 'show what would change and the plan; touch nothing' },
  yesOption,
  ...outputOptions(),
];

/** A change, with what it means for the log. */
export interface WantedChange {
  readonly change: Change;
  /** The differences by meaning, for the screen and the history. */
  readonly meaning: readonly string[];
}

export interface ChangeRequest {
  readonly cluster: string;
  /** The command as it is typed, for locks, the journal and the history. */
  readonly command: string;
  readonly options: ChangeOptions;
  /** Decides on the change, once it is known what is there; null where all is as it is wanted. */
  readonly decide: (situation: Situation) => Promise<WantedChange | null>;
}

/** Makes it; returns the exit code. */
export async function makeChange(world: World, request: ChangeRequest): Promise<ExitCode> {
  const { cluster, command, options } = request;
  if (options.dryRun === true) return dryRun(world, request);
  return withLock(world, statePaths(world, cluster).lock, command, async () => {
    const situation = await finishAndLook(world, cluster);
    const wanted = await request.decide(situation);
    if (wanted === null) return unchanged(world, request);
    const drafted = draftChange(situation, wanted.change, options.strategy);
    requireAnswer(world, request);
    await show(world, request, wanted, drafted);
    await confirm(world, request);
    const made = await changeAuditing(world, situation, wanted.change, {
      command,
      meaning: wanted.meaning,
      ...(options.strategy === undefined ? {} : { strategy: options.strategy }),
    });
    await world.finished();
    if (options.output === 'json')
      await answer(world.out, 'kind-audit.change/v1', {
        ...documentOf(request, wanted, made),
        changed: true,
        revision: made.revision,
      });
    else
      await world.out.write(
        endedLines([
          '',
          `${painter(world.out.color).green('In effect:')} ${wanted.change.what} on cluster "${cluster}" (revision ${made.revision}).`,
        ]),
      );
    return exitCodes.fine;
  });
}

async function unchanged(world: World, { cluster, options }: ChangeRequest): Promise<ExitCode> {
  if (options.output === 'json') await answerUnchanged(world, cluster, 'it is in effect already');
  else await world.out.write(endedLines([`Nothing to change: cluster "${cluster}" is as it is wanted.`]));
  return exitCodes.fine;
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

function documentOf({ cluster }: ChangeRequest, { change, meaning }: WantedChange, drafted: DraftedChange) {
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

async function dryRun(world: World, request: ChangeRequest): Promise<ExitCode> {
  const { cluster, options } = request;
  const left = await readJournal(world, statePaths(world, cluster));
  if (left !== null)
    world.report({
      type: 'note',
      level: 'warn',
      text: `${didNotEnd(left)}; the next change ${left.inEffect ? 'finishes' : 'undoes'} it first`,
    });
  const situation = await lookAtCluster(world, cluster);
  const wanted = await request.decide(situation);
  if (wanted === null) return unchanged(world, request);
  const drafted = draftChange(situation, wanted.change, options.strategy);
  if (options.output === 'json')
    await answer(world.out, 'kind-audit.change/v1', {
      ...documentOf(request, wanted, drafted),
      changed: false,
      revision: null,
    });
  else {
    await show(world, request, wanted, drafted);
    await world.out.write(endedLines(['', 'Steps:', ...drafted.steps.map(({ title }) => `  ${title}`)]));
  }
  return exitCodes.fine;
}

async function show(
  world: World,
  { cluster, options }: ChangeRequest,
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

/** Throws a usage Problem where the change must be asked for, and nobody is there to answer. */
function requireAnswer({ interactive }: World, { command, options }: ChangeRequest): void {
  if (options.yes === true || interactive) return;
  throw new Problem('usage', 'the auditing would be changed, and nobody can be asked', { hint: `${command} --yes` });
}

async function confirm(world: World, { options }: ChangeRequest): Promise<void> {
  if (options.yes === true || (await world.prompt.confirm('Make this change?', true))) return;
  throw new Problem('declined', 'nothing was changed');
}
