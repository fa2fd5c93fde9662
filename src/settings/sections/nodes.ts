// The key `nodes`: how many of each sort a new cluster has.
import { nodeLimits } from '../../kind/cluster-name.ts';
import { mapping, wholeNumber } from '../shape.ts';

export const nodes = mapping('nodes of a new cluster', {
  controlPlanes: wholeNumber('control-plane nodes', nodeLimits.controlPlanes, 1),
  workers: wholeNumber('worker nodes', nodeLimits.workers, 0),
});
