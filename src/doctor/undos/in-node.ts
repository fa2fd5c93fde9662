// What undos in a node share.
import type { Node, World } from '../../core/ports.ts';
import type { StepVoice } from '../../core/step.ts';

/** A control plane by its name. */
export async function nodeOf(world: Pick<World, 'engine'>, name: string): Promise<Node> {
  return (await world.engine()).node({ name, role: 'control-plane' });
}

/** An undo has no progress line; its warnings are reported. */
export function quietVoice({ report }: Pick<World, 'report'>): Pick<StepVoice, 'progress' | 'warn'> {
  return { progress: () => undefined, warn: (text) => report({ type: 'note', level: 'warn', text }) };
}
