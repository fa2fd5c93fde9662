// `kind-audit doctor`: the checks, their evidence and their fixes; with --fix the safe ones are carried out.
import { clusterName, nameOption, yesOption } from './options/common.ts';
import { outputOptions } from './options/output.ts';
import type { Command, CommonOptions } from './command.ts';
import { exitCodes, type ExitCode } from '../core/exit-code.ts';
import { nearest } from '../core/nearest.ts';
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { examine, type Examination } from '../doctor/examine.ts';
import { fix, nextRepairs, requireMade, type RepairOutcome } from '../doctor/fix.ts';
import type { Repair } from '../doctor/repair.ts';
import { checkTable } from '../doctor/table.ts';
import { answerExamination, printChecks, reportVerdict, resultPrinter } from './doctor-words.ts';

interface DoctorOptions extends CommonOptions {
  readonly name?: string;
  readonly check?: readonly string[];
  readonly list?: boolean;
  readonly fix?: boolean;
  readonly yes?: boolean;
}

export const doctor: Command<DoctorOptions> = {
  options: [
    nameOption,
    {
      flags: '--check <id>',
      description: 'run this check only; may be repeated (--list names them)',
      collect: checkIds,
    },
    { flags: '--list', description: 'print all checks and what they look at' },
    { flags: '--fix', description: 'carry out the fixes that are safe, after showing them' },
    { ...yesOption, description: 'with --fix: ask nothing' },
    ...outputOptions(),
  ],
  examples: [
    { line: 'kind-audit doctor', does: 'check the auditing of the cluster "kind"' },
    { line: 'kind-audit doctor --name dev --json', does: 'the same for programs; exit 1 when a check failed' },
    { line: 'kind-audit doctor --check proof --check manifest', does: 'some checks only' },
    { line: 'kind-audit doctor --fix', does: 'show what can be fixed safely, ask, and fix it' },
  ],
  async run(options, _positionals, world) {
    const json = options.output === 'json';
    if (options.list === true) {
      await printChecks(world, checkTable, json);
      return exitCodes.fine;
    }
    const cluster = clusterName(options.name, world.env);
    const wanted =
      options.check === undefined ? checkTable : checkTable.filter(({ id }) => options.check?.includes(id));
    const look = async (): Promise<Examination> => {
      const request = { cluster, wanted, all: checkTable };
      if (json) return examine(world, request);
      const examination = await examine(world, { ...request, onResult: resultPrinter(world) });
      reportVerdict(world, cluster, examination);
      return examination;
    };
    let found = await look();
    let outcomes: readonly RepairOutcome[] = [];
    if (options.fix === true && nextRepairs(found, []).length > 0) {
      const agree = (repairs: readonly Repair[]): Promise<boolean> => agrees(world, repairs, options.yes === true);
      ({ examination: found, outcomes } = await fix(world, found, { cluster, examine: look, agree }));
    }
    if (json) {
      await answerExamination(world, found, outcomes);
      return outcomes.every(({ state }) => state === 'made') ? exitCodeOf(found) : exitCodes.failed;
    }
    requireMade(outcomes, cluster);
    return exitCodeOf(found);
  },
};

/** The checks of one --check: one, or several with commas between. */
function checkIds(text: string): readonly string[] {
  const known = checkTable.map(({ id }) => id);
  const ids = text.split(',');
  for (const id of ids.filter((each) => !known.includes(each))) {
    const meant = nearest(id, known);
    const hint = meant === null ? 'kind-audit doctor --list' : `did you mean --check ${meant}?`;
    throw new Problem('usage', `there is no check "${id}"`, { hint });
  }
  return ids;
}

/** Shows the repairs; asks where somebody is there, and --yes was not given. Throws the Problem `declined` at a no. */
async function agrees(world: World, repairs: readonly Repair[], yes: boolean): Promise<boolean> {
  for (const { title } of repairs) world.report({ type: 'note', level: 'info', text: `to be done: ${title}` });
  await world.finished();
  if (yes) return true;
  if (!world.interactive) throw new Problem('usage', 'nobody can be asked whether to do this', { hint: 'add --yes' });
  if (await world.prompt.confirm('Do it now?', true)) return true;
  throw new Problem('declined', 'nothing more was changed', { hint: 'kind-audit doctor shows what is left' });
}

function exitCodeOf({ ok, reached }: Examination): ExitCode {
  if (!reached) return exitCodes.failed;
  return ok ? exitCodes.fine : exitCodes.findings;
}
