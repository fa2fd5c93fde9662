// Did every change of the auditing come to its end?
import { aboutAll } from '../../core/finding.ts';
import type { Node } from '../../core/ports.ts';
import { didNotEnd, readJournal } from '../../rollout/journal.ts';
import { CHANGE_DIR } from '../../rollout/names.ts';
import { statePaths } from '../../state/cluster-state.ts';
import type { Check, Target } from '../check.ts';
import { fixCommand } from '../commands.ts';
import { finishChange } from '../repairs/finish-change.ts';

export const changeEnded: Check = {
  id: 'change-ended',
  title: 'Changes of the auditing ended',
  about: 'no earlier change of the auditing is half made: no second API server, no redirect of connections is left',
  timeoutMs: 10_000,
  async look(target, signal) {
    const { world, cluster } = target;
    const journal = await readJournal(world, statePaths(world, cluster));
    const left = journal === null ? await holders(target, signal) : journal.nodes.map(({ name }) => name);
    if (left.length === 0) return { status: 'ok', evidence: aboutAll('no change is half made') };
    const text =
      journal === null
        ? `${CHANGE_DIR} is left of a change that is not known on this host`
        : `${didNotEnd(journal)}, or is still at work; it can be ${journal.inEffect ? 'finished' : 'undone'}`;
    return {
      status: 'fail',
      evidence: left.map((node) => ({ node, text })),
      alike: left.length > 1,
      fix: fixCommand(target),
      repairs: [finishChange(cluster, journal)],
    };
  },
};

/** The names of control planes that hold the folder of a change. */
async function holders({ controlPlanes, containers }: Target, signal: AbortSignal): Promise<readonly string[]> {
  const isUp = ({ name }: Node): boolean => containers.find((each) => each.name === name)?.running !== false;
  const found = await Promise.all(
    controlPlanes.filter(isUp).map(async (node) => {
      const ran = await node.run(['test', '-e', CHANGE_DIR], { timeoutMs: 5000, signal });
      return ran.exitCode === 0 ? [node.name] : [];
    }),
  );
  return found.flat();
}
