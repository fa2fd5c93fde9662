// Repairs in rounds: the most basic first, then another look, since one repair may make others needless.
import type { World } from '../core/ports.ts';
import { runSteps } from '../core/step.ts';
import { statePaths } from '../state/cluster-state.ts';
import { withLock } from '../state/lock.ts';
import type { Examination } from './examine.ts';
import { repairRanks, type Repair } from './repair.ts';

/** More rounds than ranks would mean that something breaks again and again. */
const MOST_ROUNDS = 5;

export interface FixRequest {
  readonly cluster: string;
  /** Looks at the cluster again. */
  readonly examine: () => Promise<Examination>;
  /** Shows the repairs and asks; true to go on. */
  readonly agree: (repairs: readonly Repair[]) => Promise<boolean>;
}

/** Mends what can be mended safely. Gives the last examination and the titles of the repairs that were made. */
export async function fix(
  world: World,
  first: Examination,
  request: FixRequest,
): Promise<{ examination: Examination; made: readonly string[] }> {
  const { cluster, agree } = request;
  return withLock(world, statePaths(world, cluster).lock, `kind-audit doctor --fix --name ${cluster}`, async () => {
    let examination = first;
    const tried = new Set<string>();
    const made: string[] = [];
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const repairs = nextRepairs(examination, tried);
      if (repairs.length === 0 || !(await agree(repairs))) break;
      for (const { key } of repairs) tried.add(key);
      await runSteps(
        repairs.flatMap(({ steps }) => steps),
        world,
        world,
      );
      await world.finished();
      made.push(...repairs.map(({ title }) => title));
      examination = await request.examine();
    }
    return { examination, made };
  });
}

/** The repairs of the lowest rank that were not tried yet, each once. */
export function nextRepairs({ results }: Examination, tried: ReadonlySet<string>): readonly Repair[] {
  const known = new Map<string, Repair>();
  for (const repair of results.flatMap(({ repairs = [] }) => repairs)) known.set(repair.key, repair);
  const open = [...known.values()].filter(({ key }) => !tried.has(key) && !isRefused(key, tried));
  const rank = repairRanks.find((each) => open.some((repair) => repair.rank === each));
  return open.filter((repair) => repair.rank === rank);
}

/** A server that could only be brought back without auditing is not given the same auditing again. */
function isRefused(key: string, tried: ReadonlySet<string>): boolean {
  return key.startsWith('manifest:') && tried.has(key.replace('manifest:', 'recover:'));
}
