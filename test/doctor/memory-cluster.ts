// A cluster of control planes in memory, as a target of repairs.
import { repairUndos } from '../../src/doctor/undos/table.ts';
import { trySteps, type Outcome } from '../../src/core/step.ts';
import type { Repair } from '../../src/doctor/repair.ts';
import { controlPlanes, type ControlPlanesOptions, type FakeControlPlane } from '../kit/control-planes.ts';
import { controlPlane } from '../kit/engine.ts';
import { textOf } from '../kit/files.ts';
import { manifestText, fakeTarget, policyFiles } from './fake-target.ts';

export interface MemoryCluster {
  readonly target: ReturnType<typeof fakeTarget>;
  readonly nodes: readonly FakeControlPlane[];
  /** The text of a file of this host. */
  read(path: string): string | undefined;
}

export interface MemoryClusterOptions extends Partial<Pick<ControlPlanesOptions, 'works' | 'manifest'>> {
  /** A control plane for each; "" is the first. */
  readonly suffixes?: readonly string[];
}

/** A cluster whose servers have read what is deployed among these files of the host. */
export function memoryCluster(
  files: Readonly<Record<string, string>>,
  { suffixes = [''], ...more }: MemoryClusterOptions = {},
): MemoryCluster {
  const containers = suffixes.map((suffix) => controlPlane('kind', suffix));
  let read = (path: string): string | undefined => files[path];
  const { nodes, script } = controlPlanes({
    names: containers.map(({ name }) => name),
    manifest: manifestText(),
    deployed: () => read(policyFiles.deployed) ?? null,
    ...more,
  });
  const target = fakeTarget({
    policy: policyFiles,
    world: { files, folders: ['/state/policies'] },
    containers,
    script,
  });
  read = (path) => textOf(target.world.disk.get(path));
  return { target, nodes: [...nodes.values()], read: (path) => read(path) };
}

/** Carries a repair out, as `--fix` does. */
export async function carryOut({ target: { world } }: MemoryCluster, repair: Repair | null): Promise<Outcome> {
  const { report, clock, signal } = world;
  const undoing = { table: repairUndos, place: world };
  return trySteps(repair?.steps ?? [], world, { report, clock, signal, undoing });
}

/** The message of a plan that failed. */
export function failure(outcome: Outcome): string {
  return outcome.ok ? 'it did not fail' : String(outcome.error);
}
