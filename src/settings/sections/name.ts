// The key `name`: the cluster that is meant where neither a flag nor the environment names one.
import { clusterNameProblem } from '../../kind/cluster-name.ts';
import { text } from '../shape.ts';

export const name = text('cluster name, for every command with --name', {
  problem: clusterNameProblem,
  schema: { pattern: '^[a-z0-9][a-z0-9.-]*$' },
});
