// The command lines that fixes name.
import type { Target } from './check.ts';

/** Lets this program mend it. */
export function letFix({ cluster }: Pick<Target, 'cluster'>): string {
  return `kind-audit doctor --fix --name ${cluster}`;
}

/** Makes the cluster anew. */
export function recreate({ cluster }: Pick<Target, 'cluster'>): string {
  return `kind-audit down --name ${cluster} && kind-audit up --name ${cluster}`;
}

/** A look into a node. */
export function inShell({ cluster }: Pick<Target, 'cluster'>, node: string, command: string): string {
  return `kind-audit shell --name ${cluster} --node ${node} -- ${command}`;
}
