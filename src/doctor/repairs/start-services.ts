// Repair: the kubelet and containerd are started where they are stopped.
import { commandFailed } from '../../core/command-failed.ts';
import type { Node, World } from '../../core/ports.ts';
import { settle } from '../../node/settle.ts';
import type { Repair } from '../repair.ts';

/** The repair that starts services of a node, by systemd's names. */
export function startServices(node: Node, units: readonly string[]): Repair {
  return {
    key: { kind: 'services', node: node.name },
    rank: 'node',
    title: `start ${units.join(' and ')} of ${node.name}`,
    steps: [
      {
        id: `services:${node.name}`,
        title: `Start ${units.join(' and ')} of ${node.name}`,
        async run(world: World, voice) {
          const ran = await node.run(['systemctl', 'start', ...units], { timeoutMs: 60_000 });
          if (ran.exitCode !== 0) throw commandFailed(ran, `cannot start ${units.join(' and ')} of ${node.name}`);
          await settle(node, world, voice);
        },
      },
    ],
  };
}
