// Repair: files that do not belong in the manifests folder are moved out of it.
import type { Node, World } from '../../core/ports.ts';
import { settle } from '../../node/settle.ts';
import { keptInNode, type Repair } from '../repair.ts';
import { moveOut } from '../undos/moved-strays.ts';

/** The repair that moves these files of a node to the folder of kept files. */
export function moveStrays(node: Node, names: readonly string[], world: World): Repair {
  const kept = keptInNode(world);
  return {
    key: { kind: 'strays', node: node.name },
    rank: 'strays',
    title: `move ${names.join(', ')} out of the manifests folder of ${node.name}, to ${kept}`,
    steps: [
      {
        id: `strays:${node.name}`,
        title: `Move stray files out of the manifests folder of ${node.name}`,
        async run(world, voice) {
          await moveOut(node, names, kept, voice);
          await settle(node, world, voice);
          return `kept in ${node.name}:${kept}`;
        },
      },
    ],
  };
}
