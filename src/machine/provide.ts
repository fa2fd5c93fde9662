// Looking at needs, planning what is missing, and providing it.
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { runSteps } from '../core/step.ts';
import type { Need, NeedState, Provision } from './need.ts';

/** A need with what was seen of it, and how it would be met; null where nothing is to be done now. */
export interface PlannedNeed {
  readonly need: Need;
  readonly state: NeedState;
  readonly provision: Provision | null;
}

/** Looks at every need and plans those that are not met; changes nothing. */
export async function planNeeds(world: World, needs: readonly Need[]): Promise<readonly PlannedNeed[]> {
  return Promise.all(
    needs.map(async (need) => {
      const state = await need.look(world);
      const open = state.status === 'missing' || state.status === 'unusable';
      return { need, state, provision: open ? await need.plan(world) : null };
    }),
  );
}

/**
 * Provides what this program can provide, then looks again: what was unknown before another
 * need was met is provided in a further round. Returns the needs as they are at the end; what is left
 * for the user is among them. Throws a Problem when something was provided and still is not there.
 */
export async function provide(world: World, needs: readonly Need[]): Promise<readonly PlannedNeed[]> {
  let planned = await planNeeds(world, needs);
  const provided = new Set<string>();
  for (;;) {
    const round = planned.flatMap(({ need, state, provision }) =>
      provision?.how === 'steps' ? [{ need, state, provision }] : [],
    );
    if (round.length === 0) return planned;
    for (const { need, state } of round) {
      if (!provided.has(need.id)) continue;
      throw new Problem('command-failed', `${need.title} was provided, but: ${state.evidence}`, {
        hint: 'kind-audit setup --verbose',
      });
    }
    const steps = round.flatMap(({ provision }) => provision.steps);
    if (steps.length > 0) await runSteps(steps, world, world);
    for (const { provision } of round) {
      // Two lists of steps at once would draw over each other.
      await world.finished();
      world.signal.throwIfAborted();
      await provision.afterwards?.run(world);
    }
    await world.finished();
    for (const { need } of round) provided.add(need.id);
    planned = await planNeeds(world, needs);
  }
}

/** What a provision would do, one line each. */
export function provisionTitles(provision: Provision): readonly string[] {
  if (provision.how === 'manual') return [];
  const titles = provision.steps.map(({ title }) => title);
  return provision.afterwards === undefined ? titles : [...titles, provision.afterwards.title];
}
