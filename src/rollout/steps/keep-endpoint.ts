// Step: the endpoint of the service "kubernetes" is kept while servers stop.
import type { Step } from '../../core/step.ts';
import type { ChangedNode, RolloutContext } from '../context.ts';
import { keepEndpoint } from '../keep-endpoint.ts';
import type { RolloutUndo } from '../undos/table.ts';

export function keepEndpointStep({ node }: ChangedNode): Step<RolloutContext, RolloutUndo> {
  return {
    id: 'keep-endpoint',
    title: 'Keep the endpoint of the service "kubernetes"',
    async run(_context, voice) {
      await voice.undoable({ kind: 'kept-endpoint', node: node.name });
      await keepEndpoint(node);
    },
  };
}
