// Offers to provide what is missing on a machine, when a command needs it and a user can answer.
import type { World } from '../core/ports.ts';
import { Problem, type ProblemCode } from '../core/problem.ts';

/** What may be missing that `kind-audit setup` can provide. */
const providable = new Set<ProblemCode>(['engine-missing', 'engine-unreachable', 'kind-missing', 'image-missing']);

/** Does the work; where something is missing on the machine, offers to provide it and does the work again. */
export async function offeringSetup<T>(world: World, ask: boolean, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!ask || !(error instanceof Problem) || !providable.has(error.code)) throw error;
    // Loaded only here: a machine on which nothing is missing need not wait for it.
    const [{ plannedWork }, { planNeeds, provide }, { needTable }] = await Promise.all([
      import('../machine/describe.ts'),
      import('../machine/provide.ts'),
      import('../machine/table.ts'),
    ]);
    const lines = plannedWork(await planNeeds(world, needTable));
    if (lines.length === 0) throw error;
    world.report({ type: 'note', level: 'warn', text: error.message });
    for (const line of lines) world.report({ type: 'note', level: 'info', text: `  - ${line}` });
    await world.finished();
    if (!(await world.prompt.confirm('Provide what is missing now, as listed?', true))) throw error;
    await provide(world, needTable);
    return work();
  }
}
