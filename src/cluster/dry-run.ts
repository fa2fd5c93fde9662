// What `up --dry-run` and `init` show or write: both files, without a cluster.
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import type { StepTitle } from '../core/event.ts';
import { lookAtMachine, type MachineFacts } from './look.ts';
import { planUp } from './plan-up.ts';
import { clusterSettings, planFiles, type FileWrite } from './project-files.ts';
import type { Settings } from './settings.ts';
import type { ClusterSettings } from '../kind/kind-config.ts';

type FactsForFiles = Pick<MachineFacts, 'image' | 'kubelet'>;

const ordinaryMachine: FactsForFiles = {
  image: null,
  kubelet: { allowCgroupV1: false, toleratesReducedCapabilities: false },
};

export interface Draft {
  readonly cluster: ClusterSettings;
  readonly writes: readonly FileWrite[];
  readonly steps: readonly StepTitle[];
}

/**
 * Plans without touching anything. Where this machine cannot make a cluster now, that is reported, and the
 * files are drafted as for an ordinary machine.
 */
export async function draft(world: World, settings: Settings): Promise<Draft> {
  let facts: FactsForFiles = { ...ordinaryMachine, image: settings.image };
  let exists = false;
  try {
    const looked = await lookAtMachine(world, settings);
    exists = looked.existing.length > 0;
    facts = looked;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const next = error.hint === undefined ? '' : ` (${error.hint})`;
    world.report({
      type: 'note',
      level: 'warn',
      text: `${error.message}${next}; the files are drafted as for an ordinary machine`,
    });
  }
  const cluster = clusterSettings(settings, facts);
  const writes = await planFiles(world, settings, cluster);
  return { cluster, writes, steps: planUp(exists).map(({ id, title }) => ({ id, title })) };
}
