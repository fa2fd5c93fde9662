// The command lines that appear in fixes.
import type { Target } from './check.ts';

/** Lets this program fix it. */
export function letFix({ cluster }: Pick<Target, 'cluster'>): string {
  return `kind-audit doctor --fix --name ${cluster}`;
}

/** Creates the cluster again. */
export function recreate({ cluster }: Pick<Target, 'cluster'>): string {
  return `kind-audit down --name ${cluster} && kind-audit up --name ${cluster}`;
}

/** Runs a command in a node. */
export function inShell({ cluster }: Pick<Target, 'cluster'>, node: string, command: string): string {
  return `kind-audit shell --name ${cluster} --node ${node} -- ${command}`;
}
