// Repair: files that do not belong in the manifests folder are moved out of it.
import { commandFailed } from '../../core/command-failed.ts';
import type { Node, World } from '../../core/ports.ts';
import { MANIFESTS_DIR } from '../../kind/paths.ts';
import { keptInNode, type Repair } from '../repair.ts';
import { settle } from '../../node/settle.ts';
import moveScript from './scripts/move-strays.sh';

export function moveStrays(node: Node, names: readonly string[], world: World): Repair {
  const kept = keptInNode(world);
  const move = async (from: string, to: string): Promise<void> => {
    const ran = await node.run(['bash', '-c', moveScript, 'move', from, to, ...names], { timeoutMs: 10_000 });
    if (ran.exitCode !== 0) throw commandFailed(ran, `cannot move files in ${node.name}`);
  };
  return {
    key: `strays:${node.name}`,
    rank: 'strays',
    title: `move ${names.join(', ')} out of the manifests folder of ${node.name}, to ${kept}`,
    steps: [
      {
        id: `strays:${node.name}`,
        title: `Move stray files out of the manifests folder of ${node.name}`,
        async run(world, voice) {
          await move(MANIFESTS_DIR, kept);
          await settle(node, world, voice);
          return `kept in ${node.name}:${kept}`;
        },
        undo: () => move(kept, MANIFESTS_DIR),
      },
    ],
  };
}
