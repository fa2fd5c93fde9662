// `kind-audit down`: delete a cluster and what kind-audit keeps about it, never the project's files.
import { clusterName } from './options/cluster-name.ts';
import { kubeconfigOption, nameOption, yesOption } from './options/common.ts';
import { outputOptions } from './options/output.ts';
import type { Command, CommonOptions } from './command.ts';
import { down as deleteCluster, whatDownDeletes } from '../cluster/down.ts';
import { exitCodes } from '../core/exit-code.ts';
import { answer } from '../report/answer.ts';
import { Problem } from '../core/problem.ts';

interface DownOptions extends CommonOptions {
  readonly name?: string;
  readonly kubeconfig?: string;
  readonly yes?: boolean;
}

export const down: Command<DownOptions> = {
  options: [nameOption, kubeconfigOption, yesOption, ...outputOptions()],
  examples: [
    { line: 'kind-audit down', does: 'ask, then delete the cluster "kind" and its audit log' },
    { line: 'kind-audit down --name dev --yes', does: 'the same without asking' },
  ],
  async run(options, _positionals, world) {
    const cluster = await clusterName(options.name, world);
    const json = options.output === 'json';
    const deletion = await whatDownDeletes(world, cluster);
    if (deletion === null) {
      world.report({ type: 'note', level: 'info', text: `there is no cluster "${cluster}"; nothing to do` });
      if (json) await answer(world.out, 'kind-audit.down/v1', { cluster, deleted: false });
      return exitCodes.fine;
    }
    if (options.yes !== true) {
      if (!world.interactive)
        throw new Problem('usage', 'down deletes the cluster, and nobody can be asked', {
          hint: `kind-audit down --name ${cluster} --yes`,
        });
      if (!(await world.prompt.confirm(`Delete ${deletion.words}?`, false)))
        throw new Problem('declined', 'nothing was deleted');
    }
    await deleteCluster(world, cluster, options.kubeconfig ?? null);
    if (json) await answer(world.out, 'kind-audit.down/v1', { cluster, deleted: true });
    return exitCodes.fine;
  },
};
