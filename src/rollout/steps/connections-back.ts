// Step: connections of a node go to its first server again, and the second one is asked to end.
import type { Step } from '../../core/step.ts';
import type { ChangedNode, RolloutContext } from '../context.ts';
import { endSecond } from '../in-node.ts';
import { endRedirect } from '../redirect.ts';
import type { RolloutUndo } from '../undos/table.ts';

export function connectionsBackStep({ node }: ChangedNode): Step<RolloutContext, RolloutUndo> {
  return {
    id: `back:${node.name}`,
    title: `Send connections of ${node.name} to its first API server again`,
    async run() {
      await endRedirect(node);
      // For its graceful end nobody has to wait here.
      await endSecond(node, 0);
    },
  };
}
