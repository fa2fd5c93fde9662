// `kind-audit up`: from nothing to a cluster whose auditing is proven.
import { duration, forceOption, kubeconfigOption, yesOption } from './options/common.ts';
import { clusterOptions } from './options/cluster.ts';
import { outputOptions } from './options/output.ts';
import type { Command } from './command.ts';
import type { UpCommandOptions } from './run-up.ts';

export const up: Command<UpCommandOptions> = {
  options: [
    ...clusterOptions,
    kubeconfigOption,
    {
      flags: '--wait <duration>',
      description: 'how long to wait for the API servers and for every node to be Ready',
      byDefault: '3m; 30s for a cluster that exists',
      parse: duration,
    },
    { flags: '--retain', description: 'keep a cluster that could not be created, to look into it' },
    { flags: '--skip-policy-check', description: 'let the API server judge the policy' },
    {
      flags: '--dry-run',
      description: 'print both files, or the change of a cluster that exists, and the plan; touch nothing',
    },
    yesOption,
    forceOption,
    ...outputOptions(),
  ],
  examples: [
    { line: 'kind-audit up', does: 'ask a few questions, then create the cluster' },
    { line: 'kind-audit up --yes', does: 'ask nothing, use the defaults' },
    { line: 'kind-audit up --policy gce --control-planes 3 --workers 1', does: 'a preset policy, several nodes' },
    { line: 'kind-audit up --policy gce --yes', does: 'give a cluster that exists this policy, too' },
    { line: 'kind-audit up --dry-run', does: 'see both files and the plan first' },
  ],
  async run(options, _positionals, world) {
    // Loaded only now: the help needs none of it.
    const { runUp } = await import('./run-up.ts');
    return runUp(options, world);
  },
};
