// The command lines that appear in fixes.
import type { Target } from './check.ts';

/** The command that lets this program fix it. */
export function fixCommand({ cluster }: Pick<Target, 'cluster'>): string {
  return `kind-audit doctor --fix --name ${cluster}`;
}

/** The commands that create the cluster again. */
export function recreateCommand({ cluster }: Pick<Target, 'cluster'>): string {
  return `kind-audit down --name ${cluster} && kind-audit up --name ${cluster}`;
}

/** The command that runs `command` in a node. */
export function shellCommand({ cluster }: Pick<Target, 'cluster'>, node: string, command: string): string {
  return `kind-audit shell --name ${cluster} --node ${node} -- ${command}`;
}
