// Step: connections of a node go to its first server again, and the second one is asked to end.
import type { Step } from '../../core/step.ts';
import type { ChangedNode, RolloutContext } from '../context.ts';
import { DRAIN_MS } from '../drain.ts';
import { removeFromNode } from '../in-node.ts';
import { SECOND_MANIFEST } from '../names.ts';
import { endRedirect } from '../redirect.ts';
import type { RolloutUndo } from '../undos/table.ts';

export function connectionsBackStep({ node }: ChangedNode): Step<RolloutContext, RolloutUndo> {
  return {
    id: `back:${node.name}`,
    title: `Send connections of ${node.name} to its first API server again`,
    async run({ world }, voice) {
      await endRedirect(node);
      voice.progress('waiting for connections that are kept');
      await world.clock.sleep(DRAIN_MS);
      // Its graceful end takes half a minute, for which nobody has to wait here.
      await removeFromNode(node, SECOND_MANIFEST);
    },
  };
}
