// What every command does that changes the auditing of a living cluster: finish what was left, look, show, ask, change, report.
import { changeAuditing, draftChange, type DraftedChange, type MadeChange } from '../../rollout/change-auditing.ts';
import { finishAndLook } from '../../rollout/finish-earlier.ts';
import { didNotEnd, readJournal } from '../../rollout/journal.ts';
import { lookAtCluster, type Situation } from '../../rollout/situation.ts';
import { exitCodes, type ExitCode } from '../../core/exit-code.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { statePaths } from '../../state/cluster-state.ts';
import { withLock } from '../../state/lock.ts';
import type { ChangeRequest, WantedChange } from './change-request.ts';
import { LAST_MOMENT } from './meaning.ts';
import { printMade, printPlanned, printUnchanged, showChange } from './change-output.ts';

/** Makes it; returns the exit code. */
export async function makeChange(world: World, request: ChangeRequest): Promise<ExitCode> {
  const { cluster, command, options } = request;
  if (options.dryRun === true) return dryRun(world, request);
  return withLock(world, statePaths(world, cluster).lock, command, async () => {
    const done = await changeLocked(world, request);
    if (done === null) {
      await printUnchanged(world, request);
      return exitCodes.fine;
    }
    await printMade(world, request, done.wanted, done.made);
    return exitCodes.fine;
  });
}

/** The same for a caller that holds the lock of the cluster; null where all is as it is wanted. What was made is not printed. */
export async function changeLocked(
  world: World,
  request: ChangeRequest,
): Promise<{ readonly wanted: WantedChange; readonly made: MadeChange } | null> {
  const { cluster, command, options } = request;
  const situation = await finishAndLook(world, cluster);
  const decided = await request.decide(situation);
  if (decided === null) return null;
  const wanted = withWebhook(situation, decided);
  const drafted = draftChange(situation, wanted.change, options.strategy);
  requireAnswer(world, request);
  await showChange(world, request, wanted, drafted);
  await confirm(world, request);
  const { meaning, whenProven } = wanted;
  const made = await changeAuditing(world, situation, wanted.change, {
    command,
    meaning,
    ...(whenProven === undefined ? {} : { whenProven }),
    ...(options.strategy === undefined ? {} : { strategy: options.strategy }),
  });
  return { wanted, made };
}

async function dryRun(world: World, request: ChangeRequest): Promise<ExitCode> {
  const planned = await planChangeOf(world, request);
  if (planned === null) {
    await printUnchanged(world, request);
    return exitCodes.fine;
  }
  await printPlanned(world, request, planned.wanted, planned.drafted);
  return exitCodes.fine;
}

/** The change that would be made now; null where all is as it is wanted. Nothing is touched. */
export async function planChangeOf(
  world: World,
  { cluster, options, decide }: Pick<ChangeRequest, 'cluster' | 'options' | 'decide'>,
): Promise<{ readonly wanted: WantedChange; readonly drafted: DraftedChange } | null> {
  const left = await readJournal(world, statePaths(world, cluster));
  if (left !== null)
    world.report({
      type: 'note',
      level: 'warn',
      text: `${didNotEnd(left)}; the next change ${left.inEffect ? 'finishes' : 'undoes'} it first`,
    });
  const situation = await lookAtCluster(world, cluster);
  const decided = await decide(situation);
  if (decided === null) return null;
  const wanted = withWebhook(situation, decided);
  return { wanted, drafted: draftChange(situation, wanted.change, options.strategy) };
}

/** Says what every restart means for a webhook that is there already. */
function withWebhook({ args }: Situation, wanted: WantedChange): WantedChange {
  return args.has('audit-webhook-config-file') ? { ...wanted, meaning: [...wanted.meaning, LAST_MOMENT] } : wanted;
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
