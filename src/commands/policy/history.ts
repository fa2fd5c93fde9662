// `kind-audit policy history`: every change of a cluster's auditing, and what came of it.
import { exitCodes } from '../../core/exit-code.ts';
import { painter } from '../../core/paint.ts';
import { endedLines } from '../../core/screen-text.ts';
import { answer } from '../../report/answer.ts';
import { statePaths } from '../../state/cluster-state.ts';
import { readRevisions } from '../../state/revisions.ts';
import type { Command, CommonOptions } from '../command.ts';
import { clusterName } from '../options/cluster-name.ts';
import { nameOption } from '../options/common.ts';
import { outputOptions } from '../options/output.ts';

interface HistoryOptions extends CommonOptions {
  readonly name?: string;
}

export const policyHistory: Command<HistoryOptions> = {
  options: [nameOption, ...outputOptions()],
  examples: [{ line: 'kind-audit policy history --name dev', does: 'what was changed when, by which command' }],
  readsOnly: () => true,
  async run(options, _positionals, world) {
    const cluster = await clusterName(options.name, world);
    const revisions = await readRevisions(world, statePaths(world, cluster));
    if (options.output === 'json') {
      await answer(world.out, 'kind-audit.history/v1', {
        cluster,
        revisions: revisions.map((each) => ({ ...each, meaning: [...each.meaning] })),
      });
      return exitCodes.fine;
    }
    if (revisions.length === 0)
      world.report({
        type: 'note',
        level: 'info',
        text: `the auditing of the cluster "${cluster}" was not changed yet`,
      });
    const paint = painter(world.out.color);
    const colours = { 'in-effect': paint.green, undone: paint.red, begun: paint.yellow } as const;
    await world.out.write(
      endedLines(
        revisions.flatMap(({ revision, at, what, outcome, reason, command, meaning }) => [
          `${String(revision).padStart(3)}  ${at}  ${colours[outcome](outcome.replace('-', ' ').padEnd(9))}  ${what}`,
          ...(reason === '' ? [] : [`       ${reason}`]),
          ...(command === '' ? [] : [`       ${paint.dim(command)}`]),
          ...meaning.map((line) => `       ${line}`),
        ]),
      ),
    );
    return exitCodes.fine;
  },
};
