// What a repair is: steps that a check proposes, and that --fix carries out after showing them.
import type { World } from '../core/ports.ts';
import type { Step } from '../core/step.ts';

/** The order in which repairs are made: what is lower may make what is higher needless. */
export type RepairRank = 'node' | 'strays' | 'policy' | 'api-server';

export const repairRanks: readonly RepairRank[] = ['node', 'strays', 'policy', 'api-server'];

/** A safe way to mend something: whatever it replaces is kept and named. */
export interface Repair {
  /** Two checks that propose the same repair give it the same key. */
  readonly key: string;
  readonly rank: RepairRank;
  /** What it does, as a person would say it. */
  readonly title: string;
  readonly steps: readonly Step<World>[];
}

/** A moment as a part of file names: 2026-11-21T10-30-00. */
export function stampOf({ clock }: Pick<World, 'clock'>): string {
  return clock.now().toISOString().replaceAll(':', '-').slice(0, 19);
}

/** Where a node keeps what a repair replaced: never in the manifests folder, whose every file the kubelet runs. */
export function keptInNode(world: Pick<World, 'clock'>): string {
  return `/etc/kubernetes/kind-audit-kept/${stampOf(world)}`;
}
