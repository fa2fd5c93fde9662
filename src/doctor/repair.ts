// What a repair is: steps that a check proposes, and that --fix carries out after showing them.
import type { World } from '../core/ports.ts';
import type { Step } from '../core/step.ts';
import { stampOf } from '../state/stamp.ts';
import type { RepairUndo } from './undos/table.ts';

/** The order in which repairs are made: an earlier one may make a later one unnecessary. */
export type RepairRank = 'node' | 'change' | 'strays' | 'components' | 'policy' | 'api-server';

export const repairRanks: readonly RepairRank[] = ['node', 'change', 'strays', 'components', 'policy', 'api-server'];

/** Which repair it is. Two checks that propose the same one give it the same key. */
export interface RepairKey {
  readonly kind:
    | 'start'
    | 'restart-node'
    | 'services'
    | 'change'
    | 'log'
    | 'strays'
    | 'components'
    | 'certificates'
    | 'deploy'
    | 'restart'
    | 'manifest'
    | 'recover'
    | 'kubeadm-config'
    | 'await';
  /** The node's name; null for a repair of the whole cluster. */
  readonly node: string | null;
}

/** A safe way to repair something: whatever it replaces is kept and named. */
export interface Repair {
  readonly key: RepairKey;
  readonly rank: RepairRank;
  /** What it does, in words. */
  readonly title: string;
  readonly steps: readonly Step<World, RepairUndo>[];
}

/** Whether two keys are of the same repair. */
export function isSameRepair(a: RepairKey, b: RepairKey): boolean {
  return a.kind === b.kind && a.node === b.node;
}

/** Where a node keeps what a repair replaced: never in the manifests folder, whose every file the kubelet runs. */
export function keptInNode(world: Pick<World, 'clock' | 'random'>): string {
  return `/etc/kubernetes/kind-audit-kept/${stampOf(world)}`;
}
