// Repair: certificates that are missing, broken or expired are made again.
import { commandFailed } from '../../core/command-failed.ts';
import type { Node, World } from '../../core/ports.ts';
import { isReady } from '../../node/api-server-state.ts';
import { replaceManifest } from '../../node/replace-manifest.ts';
import { settle } from '../../node/settle.ts';
import { stampOf } from '../../state/stamp.ts';
import { certificatePhases } from '../causes/certificates.ts';
import { keptInNode, type Repair } from '../repair.ts';
import { sameManifest } from '../undos/restarted-server.ts';
import renewScript from './scripts/renew-certificates.sh';

/** Milliseconds in which a running server reads a new certificate by itself; etcd does so at once. */
const READ_WITHIN = 5000;

/**
 * The repair that makes certificates of a node again, by kubeadm's names; the old ones are kept. It announces no undo:
 * the old ones are missing, broken or expired, so that to put them back would only break what the new ones repair. The
 * script puts a certificate back where kubeadm cannot make it.
 */
export function renewCertificates(node: Node, names: readonly string[], world: World): Repair {
  const kept = keptInNode(world);
  const mark = stampOf(world);
  const pairs = names.flatMap((name) => [name, (certificatePhases.get(name) ?? []).join(' ')]);
  return {
    key: { kind: 'certificates', node: node.name },
    rank: 'components',
    title: `make ${names.join(', ')} of ${node.name} again with kubeadm; the old ones are kept in ${kept}`,
    steps: [
      {
        id: `certificates:${node.name}`,
        title: `Make certificates of ${node.name} again`,
        async run(world: World, voice) {
          const ran = await node.run(['bash', '-c', renewScript, 'renew', kept, ...pairs], { timeoutMs: 60_000 });
          if (ran.exitCode !== 0) throw commandFailed(ran, `cannot make certificates of ${node.name} again`);
          await world.clock.sleep(READ_WITHIN, world.signal);
          if (await isReady(node, world.signal)) return;
          // A new pod starts at once; one that has crashed waits for its turn.
          await replaceManifest({ node, kept, mark, edit: sameManifest, signal: world.signal }, voice);
          await settle(node, world, voice);
        },
      },
    ],
  };
}
