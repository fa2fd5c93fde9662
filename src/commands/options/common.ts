// Options that several commands share, each written once.
import { parseDuration } from '../../core/duration.ts';
import { Problem } from '../../core/problem.ts';
import { clusterNameProblem } from '../../kind/cluster-name.ts';
import { isWithin, limitsInWords, type Limits } from '../../core/limited-number.ts';
import type { OptionSpec } from '../command.ts';

export const nameOption: OptionSpec = {
  flags: '-n, --name <name>',
  description: 'cluster name',
  byDefault: 'KIND_CLUSTER_NAME, else as kind-audit.yaml says, else kind',
  parse: parseClusterName,
};

export const kubeconfigOption: OptionSpec = {
  flags: '--kubeconfig <file>',
  description: 'kubeconfig file to write and use',
  byDefault: 'KUBECONFIG, else ~/.kube/config',
};

export const dirOption: OptionSpec = {
  flags: '--dir <folder>',
  description: 'folder of audit-policy.yaml and kind-config.yaml',
  byDefault: 'the current folder',
};

export const yesOption: OptionSpec = { flags: '-y, --yes', description: 'ask nothing; use the defaults' };
export const forceOption: OptionSpec = { flags: '--force', description: 'overwrite files that were changed by hand' };
export const verboseOption: OptionSpec = {
  flags: '--verbose',
  description: 'report more; print stack traces of errors',
};

function parseClusterName(value: string): string {
  const problem = clusterNameProblem(value);
  if (problem === null) return value;
  throw new Problem('usage', problem, { hint: 'kind-audit up --name my-cluster' });
}

/** A parser of whole numbers within bounds, for OptionSpec.parse. */
export function wholeNumber(limits: Limits): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && isWithin(number, limits)) return number;
    throw new Problem('usage', `must be ${limitsInWords(limits)}`);
  };
}

/** Reads a Go-style duration, for OptionSpec.parse; gives milliseconds. */
export function duration(value: string): number {
  const ms = parseDuration(value);
  if (ms !== null) return ms;
  throw new Problem('usage', 'must be a duration such as 90s or 2m');
}
