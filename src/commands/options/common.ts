// Options that several commands share, each written once.
import { parseDuration } from '../../core/duration.ts';
import { Problem } from '../../core/problem.ts';
import { clusterNameProblem } from '../../kind/cluster-name.ts';
import type { OptionSpec } from '../command.ts';

export const nameOption: OptionSpec = {
  flags: '-n, --name <name>',
  description: 'cluster name',
  byDefault: 'KIND_CLUSTER_NAME, else kind',
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

export const yesOption: OptionSpec = { flags: '-y, --yes', description: 'ask nothing; take the defaults' };
export const forceOption: OptionSpec = { flags: '--force', description: 'overwrite files that were changed by hand' };
export const jsonOption: OptionSpec = { flags: '--json', description: 'print JSON for programs' };
export const verboseOption: OptionSpec = { flags: '--verbose', description: 'tell more; print stacks of errors' };

/** The cluster name from --name, else KIND_CLUSTER_NAME, else "kind", as kind itself chooses. */
export function clusterName(option: string | undefined, env: Readonly<Record<string, string | undefined>>): string {
  if (option !== undefined) return option;
  const fromEnv = env['KIND_CLUSTER_NAME'] ?? '';
  return fromEnv === '' ? 'kind' : parseClusterName(fromEnv);
}

/** Gives a valid cluster name back; throws a usage Problem for any other text. */
export function parseClusterName(value: string): string {
  const problem = clusterNameProblem(value);
  if (problem !== null)
    throw new Problem('usage', `--name "${value}": ${problem}`, { hint: 'kind-audit up --name my-cluster' });
  return value;
}

/** A parser of whole numbers within bounds, for OptionSpec.parse. */
export function wholeNumber(flag: string, least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) {
      throw new Problem('usage', `${flag} "${value}": must be a whole number from ${least} to ${most}`);
    }
    return number;
  };
}

/** A parser of Go-style durations, for OptionSpec.parse; gives milliseconds. */
export function duration(flag: string): (value: string) => number {
  return (value) => {
    const ms = parseDuration(value);
    if (ms === null) throw new Problem('usage', `${flag} "${value}": must be a duration such as 90s or 2m`);
    return ms;
  };
}
