// `kind-audit setup`: what this machine lacks for a kind cluster, and providing it.
import { yesOption } from './options/common.ts';
import { outputOptions } from './options/output.ts';
import type { Command, CommonOptions } from './command.ts';
import { exitCodes, type ExitCode } from '../core/exit-code.ts';
import { painter } from '../core/paint.ts';
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { endedLines } from '../core/screen-text.ts';
import { answer } from '../report/answer.ts';
import { manualWork, needsForPrograms, needTableRows, plannedWork } from '../machine/describe.ts';
import { planNeeds, provide, type PlannedNeed } from '../machine/provide.ts';
import { needTable } from '../machine/table.ts';

interface SetupOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

export const setup: Command<SetupOptions> = {
  options: [
    yesOption,
    { flags: '--dry-run', description: 'show what would be provided, and change nothing' },
    ...outputOptions(),
  ],
  examples: [
    { line: 'kind-audit setup', does: 'show what is missing, ask, then provide it' },
    { line: 'kind-audit setup --yes', does: 'provide it without asking' },
    { line: 'kind-audit setup --json', does: 'only look, for programs; exit 3 when something is missing' },
  ],
  async run(options, _positionals, world) {
    const json = options.output === 'json';
    const planned = await planNeeds(world, needTable);
    const work = plannedWork(planned);
    if (options.dryRun === true) {
      await show(world, planned, json);
      if (!json && work.length > 0) await world.out.write(endedLines(['', 'Would be done:', ...listed(work)]));
      return exitCodes.fine;
    }
    if (!json || options.yes !== true || work.length === 0) await show(world, planned, json);
    if (work.length === 0) return verdict(planned);
    if (options.yes !== true && !(await agrees(world, work))) {
      if (!json) await world.out.write(endedLines(['', 'To provide what is missing:', '  kind-audit setup --yes']));
      return exitCodes.failed;
    }
    const after = await provide(world, needTable);
    await show(world, after, json);
    return verdict(after);
  },
};

/** Prints the table and what is left to type, or the document. */
async function show(world: World, planned: readonly PlannedNeed[], json: boolean): Promise<void> {
  if (json) return answer(world.out, 'kind-audit.setup/v1', { needs: needsForPrograms(planned) });
  const paint = painter(world.out.color);
  await world.out.write(endedLines(needTableRows(planned, paint)));
  const left = manualWork(planned, paint);
  if (left.length > 0) await world.out.write(endedLines(['', ...left]));
}

/** Asks where somebody can be asked; false where nobody can. Throws the Problem `declined` at a no. */
async function agrees(world: World, work: readonly string[]): Promise<boolean> {
  if (!world.interactive) return false;
  await world.out.write(endedLines(['', 'Missing, and provided like this:', ...listed(work)]));
  if (await world.prompt.confirm('Do it now?', true)) return true;
  throw new Problem('declined', 'nothing was provided');
}

function listed(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  - ${line}`);
}

function verdict(planned: readonly PlannedNeed[]): ExitCode {
  return planned.every(({ state }) => state.status === 'present') ? exitCodes.fine : exitCodes.failed;
}
