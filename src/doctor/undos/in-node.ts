// The control plane that an undo works in.
import type { Node, World } from '../../core/ports.ts';

/** A control plane by its name. */
export async function nodeOf(world: Pick<World, 'engine'>, name: string): Promise<Node> {
  return (await world.engine()).node({ name, role: 'control-plane' });
}
