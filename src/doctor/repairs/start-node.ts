// Repair: a node that is paused or stopped is set going again.
import { commandFailed } from '../../core/command-failed.ts';
import type { Node, NodeContainer, World } from '../../core/ports.ts';
import type { Target } from '../check.ts';
import type { Repair } from '../repair.ts';
import { settle } from '../../node/settle.ts';

/** The command that sets a node going; null for a state that needs a person. */
export function startCommand({ engine }: Target, { name, state }: NodeContainer): readonly string[] | null {
  if (state === 'paused') return [engine.provider, 'unpause', name];
  return state === 'exited' || state === 'created' ? [engine.provider, 'start', name] : null;
}

/** `node` is given for a control plane, whose API server is waited for. */
export function startNode(container: NodeContainer, argv: readonly string[], node: Node | undefined): Repair {
  const going = container.state === 'paused' ? 'unpause' : 'start';
  return {
    key: { kind: 'start', node: container.name },
    rank: 'node',
    title: `${going} the node ${container.name}`,
    steps: [
      {
        id: `start:${container.name}`,
        title: `Set ${container.name} going`,
        async run(world: World, voice) {
          const ran = await world.exec.run(argv, { timeoutMs: 60_000, signal: world.signal });
          if (ran.exitCode !== 0) throw commandFailed(ran, `cannot ${going} ${container.name}`);
          if (node !== undefined) await settle(node, world, voice);
        },
      },
    ],
  };
}
