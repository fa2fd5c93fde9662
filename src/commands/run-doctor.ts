// What `kind-audit doctor` does: runs the checks, prints each result as it comes, and repairs with --fix.
import { clusterName } from './options/cluster-name.ts';
import type { CommonOptions } from './command.ts';
import { exitCodes, type ExitCode } from '../core/exit-code.ts';
import { nearest } from '../core/nearest.ts';
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import type { Check } from '../doctor/check.ts';
import { refusalOf } from '../cluster/allowed-policy.ts';
import { examine, type Examination } from '../doctor/examine.ts';
import { fix, nextRepairs, requireMade, type RepairOutcome } from '../doctor/fix.ts';
import type { Repair } from '../doctor/repair.ts';
import { checkTable } from '../doctor/table.ts';
import { answerExamination, printChecks, reportVerdict, resultPrinter } from './doctor-output.ts';

export interface DoctorOptions extends CommonOptions {
  readonly name?: string;
  readonly check?: readonly string[];
  readonly list?: boolean;
  readonly fix?: boolean;
  readonly yes?: boolean;
}

/** Runs it with these options; returns the exit code. */
export async function runDoctor(options: DoctorOptions, world: World): Promise<ExitCode> {
  const json = options.output === 'json';
  if (options.list === true) {
    await printChecks(world, checkTable, json);
    return exitCodes.fine;
  }
  const cluster = await clusterName(options.name, world);
  const wanted = options.check === undefined ? checkTable : checksNamed(options.check);
  const look = async (): Promise<Examination> => {
    const request = { cluster, wanted, all: checkTable, refusal: refusalOf(world) };
    if (json) return examine(world, request);
    const examination = await examine(world, { ...request, onResult: resultPrinter(world) });
    reportVerdict(world, cluster, examination);
    return examination;
  };
  let found = await look();
  let outcomes: readonly RepairOutcome[] = [];
  if (options.fix === true && nextRepairs(found, []).length > 0) {
    const agree = (repairs: readonly Repair[]): Promise<void> =>
      confirmRepairs(world, cluster, repairs, options.yes === true);
    ({ examination: found, outcomes } = await fix(world, found, { cluster, examine: look, agree }));
  }
  if (options.fix === true && outcomes.length === 0)
    world.report({ type: 'note', level: 'info', text: nothingToDo(found) });
  if (json) {
    await answerExamination(world, found, outcomes);
    return outcomes.every(({ state }) => state === 'made') ? exitCodeOf(found) : exitCodes.failed;
  }
  requireMade(outcomes, cluster);
  return exitCodeOf(found);
}

/** The checks of these ids, in the order of the table; throws a usage Problem for an unknown one. */
function checksNamed(ids: readonly string[]): readonly Check[] {
  const known = checkTable.map(({ id }) => id);
  for (const id of ids.filter((each) => !known.includes(each))) {
    const meant = nearest(id, known);
    const hint = meant === null ? 'kind-audit doctor --list' : `did you mean --check ${meant}?`;
    throw new Problem('usage', `there is no check "${id}"`, { hint });
  }
  return checkTable.filter(({ id }) => ids.includes(id));
}

/** Shows the repairs; asks in a terminal, unless --yes was given. Throws the Problem `declined` at a no. */
async function confirmRepairs(world: World, cluster: string, repairs: readonly Repair[], yes: boolean): Promise<void> {
  for (const { title } of repairs) world.report({ type: 'note', level: 'info', text: `to do: ${title}` });
  await world.finished();
  if (yes) return;
  if (!world.interactive)
    throw new Problem('usage', 'there is no terminal to ask for confirmation', { hint: 'add --yes' });
  if (await world.prompt.confirm('Do it now?', true)) return;
  throw new Problem('declined', 'nothing more was changed', {
    hint: `kind-audit doctor --name ${cluster} shows what is left`,
  });
}

/** Why `--fix` did nothing. */
function nothingToDo({ results }: Examination): string {
  const open = results.filter(({ status }) => status === 'fail' || status === 'warn').length;
  return open === 0
    ? 'nothing to fix'
    : `nothing that --fix can do: the ${open === 1 ? 'fix above is' : 'fixes above are'} for you to make`;
}

function exitCodeOf({ ok, reached }: Examination): ExitCode {
  if (!reached) return exitCodes.failed;
  return ok ? exitCodes.fine : exitCodes.findings;
}
