// Repair: manifests of etcd, the controller manager and the scheduler are written again where they start nothing.
import { commandFailed } from '../../core/command-failed.ts';
import type { Node, World } from '../../core/ports.ts';
import { settle } from '../../node/settle.ts';
import { componentPhases } from '../causes/components.ts';
import { keptInNode, type Repair } from '../repair.ts';
import writeScript from './scripts/write-components.sh';

/**
 * The repair that writes these manifests of a node again; the old ones are kept. It announces no undo: the old ones start
 * nothing, so that to put them back would only stop what the new ones start. The script puts a manifest back where
 * kubeadm cannot write it.
 */
export function writeComponents(node: Node, files: readonly string[], world: World): Repair {
  const kept = keptInNode(world);
  const pairs = files.flatMap((file) => [file, (componentPhases.get(file) ?? []).join(' ')]);
  return {
    key: { kind: 'components', node: node.name },
    rank: 'components',
    title: `write ${files.join(', ')} of ${node.name} again, as kubeadm does; what is there is kept in ${kept}`,
    steps: [
      {
        id: `components:${node.name}`,
        title: `Write ${files.join(', ')} of ${node.name}`,
        async run(world: World, voice) {
          const ran = await node.run(['bash', '-c', writeScript, 'components', kept, ...pairs], { timeoutMs: 60_000 });
          if (ran.exitCode !== 0) throw commandFailed(ran, `cannot write ${files.join(', ')} of ${node.name}`);
          await settle(node, world, voice);
        },
      },
    ],
  };
}
