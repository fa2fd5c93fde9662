// What `up --dry-run` and `init` show or write: both files, without a cluster.
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import type { StepTitle } from '../core/event.ts';
import { isSame } from './difference-lines.ts';
import { differences, type Differences } from './differences.ts';
import { requireChangeable, requireWholeCluster } from './existing.ts';
import { isToBeMadeAgain } from './half-made.ts';
import { lookAtMachine, type MachineFacts } from './look.ts';
import { planUp, type Before } from './plan-up.ts';
import { clusterSettings, planFiles, planPolicyFile, settleConflicts, type FileWrite } from './project-files.ts';
import { requireRoom } from './require-room.ts';
import type { Settings } from './settings.ts';
import type { ClusterSettings } from '../kind/kind-config.ts';

const ordinaryMachine: Pick<MachineFacts, 'image' | 'kubelet'> = {
  image: null,
  kubelet: { allowCgroupV1: false, toleratesReducedCapabilities: false },
};

export interface Draft {
  readonly cluster: ClusterSettings;
  readonly writes: readonly FileWrite[];
  /** Whether the cluster exists: then its state is in use. */
  readonly exists: boolean;
}

/** A draft of a whole run of `up`. */
export interface UpDraft extends Draft {
  readonly steps: readonly StepTitle[];
  /** Why `up` would do none of it; null where nothing is in its way. */
  readonly refusal: Problem | null;
  /** What a change of an existing cluster would be offered for; null where nothing differs. */
  readonly offer: { readonly facts: MachineFacts; readonly found: Differences } | null;
}

/** Plans both files without touching anything. */
export async function draft(world: World, settings: Settings): Promise<Draft> {
  return draftFor(world, settings, await lookOrNull(world, settings));
}

/**
 * The same for `up`: an existing cluster needs no files. `force` is what --force says of files that were changed by hand.
 */
export async function draftUp(world: World, settings: Settings, force: boolean): Promise<UpDraft> {
  const facts = await lookOrNull(world, settings);
  let before: Before = 'nothing';
  let refusal: Problem | null = null;
  let offer: UpDraft['offer'] = null;
  try {
    if (facts !== null && facts.existing.length > 0) {
      before = 'whole';
      if (await isToBeMadeAgain(world, settings, facts, { yes: true, ask: false })) before = 'half';
      else {
        await requireWholeCluster(world, settings, facts);
        const found = await differences(world, settings, facts);
        requireChangeable(settings, found);
        if (!isSame(found)) offer = { facts, found };
      }
    }
    if (facts !== null && before !== 'whole') await requireRoom(world, settings, facts);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    refusal = error;
  }
  const { writes, ...drafted } = await draftFor(world, settings, facts);
  const changed = offer === null ? [] : await planPolicyFile(world, settings, offer.found);
  const written = before === 'whole' ? changed : writes;
  refusal ??= await settleConflicts(world, settings, written, { force, ask: false }).then(
    () => null,
    (error: unknown) => {
      if (error instanceof Problem) return error;
      throw error;
    },
  );
  return { ...drafted, writes: written, refusal, offer, steps: planUp(before).map(({ id, title }) => ({ id, title })) };
}

async function draftFor(world: World, settings: Settings, facts: MachineFacts | null): Promise<Draft> {
  const cluster = clusterSettings(settings, facts ?? { ...ordinaryMachine, image: settings.image });
  return { cluster, writes: await planFiles(world, settings, cluster), exists: (facts?.existing.length ?? 0) > 0 };
}

/** Where this machine cannot make a cluster now, that is reported, and the files are drafted as for an ordinary one. */
async function lookOrNull(world: World, settings: Settings): Promise<MachineFacts | null> {
  try {
    return await lookAtMachine(world, settings);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const next = error.hint === undefined ? '' : ` (${error.hint})`;
    world.report({
      type: 'note',
      level: 'warn',
      text: `${error.message}${next}; the files are drafted as for an ordinary machine`,
    });
    return null;
  }
}
