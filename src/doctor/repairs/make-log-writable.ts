// Repair: the log becomes a file that can be written and rotated.
import { commandFailed } from '../../core/command-failed.ts';
import type { Node, World } from '../../core/ports.ts';
import { stampOf } from '../../state/stamp.ts';
import type { Repair } from '../repair.ts';
import writableScript from './scripts/make-log-writable.sh';

/**
 * The repair of a log whose folder is mounted read-only, that is immutable, or that is no file: what is in its place is
 * moved aside. It announces no undo: nothing is written, what was moved stays beside the log, and no API server writes
 * into a log that is made read-only or a folder again.
 */
export function makeLogWritable(node: Node, log: string, world: World): Repair {
  return {
    key: { kind: 'log', node: node.name },
    rank: 'node',
    title: `make ${log} of ${node.name} a file that can be written (remount its folder, clear attributes, move what is no file aside)`,
    steps: [
      {
        id: `log:${node.name}`,
        title: `Make the log of ${node.name} writable`,
        async run() {
          const argv = ['bash', '-c', writableScript, 'writable', log, stampOf(world)];
          const ran = await node.run(argv, { timeoutMs: 10_000 });
          if (ran.exitCode !== 0) throw commandFailed(ran, `cannot make ${log} of ${node.name} writable`);
        },
      },
    ],
  };
}
