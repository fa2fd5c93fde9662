// The key `nodes`: how many of each sort a new cluster has.
import { clusterLimits } from '../../kind/cluster-limits.ts';
import { mapping, wholeNumber } from '../shape.ts';

export const nodes = mapping('nodes of a new cluster', {
  controlPlanes: wholeNumber('control-plane nodes', clusterLimits.controlPlanes, 1),
  workers: wholeNumber('worker nodes', clusterLimits.workers, 0),
});
