// Step: new connections of a node go to its second server, and those that are kept move there.
import type { Step } from '../../core/step.ts';
import type { ChangedNode, RolloutContext } from '../context.ts';
import { DRAIN_MS } from '../drain.ts';
import { redirect } from '../redirect.ts';
import type { RolloutUndo } from '../undos/table.ts';

export function redirectStep({ node, facts }: ChangedNode): Step<RolloutContext, RolloutUndo> {
  return {
    id: `redirect:${node.name}`,
    title: `Send connections of ${node.name} to it`,
    async run({ world }, voice) {
      await voice.undoable({ kind: 'redirected-node', node: node.name });
      await redirect(node, facts.servedAt);
      voice.progress('in effect for new connections; waiting for those that are kept');
      await world.clock.sleep(DRAIN_MS, world.signal);
      return 'the change is in effect there for every new connection';
    },
  };
}
