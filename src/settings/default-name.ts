// The cluster that is meant where --name is not given.
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { clusterNameProblem } from '../kind/cluster-name.ts';
import type { SettingsInEffect } from './settings.ts';

/** The name in KIND_CLUSTER_NAME, which kind reads too; null where there is none. Throws a usage Problem for an impossible one. */
export function nameInEnvironment(env: World['env']): string | null {
  const name = env['KIND_CLUSTER_NAME'] ?? '';
  if (name === '') return null;
  const problem = clusterNameProblem(name);
  if (problem === null) return name;
  throw new Problem('usage', `KIND_CLUSTER_NAME "${name}": ${problem}`, { hint: 'set another, or add --name' });
}

/** The name in the settings, the project's before the machine's; else "kind", as kind itself chooses. */
export function nameInSettings({ project, machine }: Pick<SettingsInEffect, 'project' | 'machine'>): string {
  return project?.content.name?.value ?? machine?.content.name?.value ?? 'kind';
}
