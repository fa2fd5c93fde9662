// Repair: a change of the auditing that did not end is finished where it is in effect everywhere, else undone.
import type { World } from '../../core/ports.ts';
import { finishEarlier } from '../../rollout/finish-earlier.ts';
import type { ChangeJournal } from '../../rollout/journal.ts';
import type { Repair } from '../repair.ts';

/** There is nothing to undo of it: where it fails, the journal stays, and the next run goes on from there. */
export function finishChange(cluster: string, journal: ChangeJournal | null): Repair {
  const verb = journal === null ? 'clear away' : journal.inEffect ? 'finish' : 'undo';
  const what =
    journal === null ? 'what an earlier change left' : `the change of "${journal.command}" (${journal.what})`;
  return {
    key: { kind: 'change', node: null },
    rank: 'change',
    title: `${verb} ${what}`,
    steps: [
      {
        id: 'finish-change',
        title: `${verb[0]?.toUpperCase()}${verb.slice(1)} ${what}`,
        async run(world: World) {
          await finishEarlier(world, cluster);
        },
      },
    ],
  };
}
