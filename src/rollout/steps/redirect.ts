// Step: new connections of a node go to its second server.
import type { Step } from '../../core/step.ts';
import type { ChangedNode, RolloutContext } from '../context.ts';
import { redirect } from '../redirect.ts';
import type { RolloutUndo } from '../undos/table.ts';

/** How the ids of these steps begin. */
export const REDIRECT = 'redirect:';

export function redirectStep({ node, facts }: ChangedNode): Step<RolloutContext, RolloutUndo> {
  return {
    id: `${REDIRECT}${node.name}`,
    title: `Send connections of ${node.name} to it`,
    async run(_context, voice) {
      await voice.undoable({ kind: 'redirected-node', node: node.name });
      await redirect(node, facts.servedAt);
      return 'the change is in effect there for every new connection';
    },
  };
}
