// Step: delete what an earlier run has left of this cluster.
import { containerNames } from '../../kind/cluster-name.ts';
import type { Step } from '../../core/step.ts';
import { deleteCreated } from '../undos/created-cluster.ts';
import type { UpContext } from '../up-context.ts';

export const deleteHalfMadeStep: Step<UpContext> = {
  id: 'half-made',
  title: 'Delete the half-made cluster',
  async run({ world, settings, facts, cluster }) {
    const names = facts.existing.map(({ name }) => name);
    const wanted = containerNames(cluster.name, cluster.controlPlanes, cluster.workers);
    await deleteCreated(
      {
        kind: 'created-cluster',
        cluster: settings.name,
        kubeconfig: settings.kubeconfig,
        mounted: cluster.policyDir,
        // The engine or an orphaned kind may still finish one that is not there yet.
        names: [...new Set([...names, ...wanted])],
      },
      world,
    );
    return names.join(', ');
  },
};
