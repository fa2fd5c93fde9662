// Repair: an API server that writes into a log that was removed or replaced opens the right one, and nothing is lost.
import { commandFailed } from '../../core/command-failed.ts';
import type { Node, World } from '../../core/ports.ts';
import { replaceManifest } from '../../node/replace-manifest.ts';
import { stampOf } from '../../state/stamp.ts';
import { keptInNode, type Repair } from '../repair.ts';
import { sameManifest } from '../undos/restarted-server.ts';
import saveScript from './scripts/save-removed-log.sh';

/** The repair that saves what was written into the removed file, as a rotated log, and restarts the server. */
export function reopenLog(node: Node, log: string, world: World): Repair {
  const replacement = { node, kept: keptInNode(world), mark: stampOf(world), edit: sameManifest };
  return {
    key: { kind: 'restart', node: node.name },
    rank: 'api-server',
    title: `restart the API server of ${node.name}, so that it writes into ${log}; what it wrote into a removed file is saved next to it`,
    steps: [
      {
        id: `reopen:${node.name}`,
        title: `Let the API server of ${node.name} open its log again`,
        async run({ signal }, voice) {
          const ran = await node.run(['bash', '-c', saveScript, 'save', log], { timeoutMs: 10_000 });
          if (ran.exitCode !== 0) throw commandFailed(ran, `cannot save the removed log of ${node.name}`);
          const saved = ran.stdout.split('\n').filter((line) => line !== '');
          const done = await replaceManifest({ ...replacement, signal }, voice);
          return saved.length === 0 ? done : `${done}; what was in the removed log: ${node.name}:${saved.join(', ')}`;
        },
      },
    ],
  };
}
