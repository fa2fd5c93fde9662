// Step: everything that the change has put into the nodes and the cluster is removed.
import type { Step } from '../../core/step.ts';
import { clearNodes } from '../clear.ts';
import type { ChangedNode, RolloutContext } from '../context.ts';
import type { RolloutUndo } from '../undos/table.ts';

export function clearStep(nodes: readonly ChangedNode[]): Step<RolloutContext, RolloutUndo> {
  return {
    id: 'clear',
    title: 'Clear away what the change needed',
    async run({ world }, voice) {
      voice.progress('waiting for the end of the second API server');
      await clearNodes(
        nodes.map(({ node }) => node.name),
        world,
      );
    },
  };
}
