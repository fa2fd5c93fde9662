// Repair: a node that is paused or stopped is started again.
import { commandFailed } from '../../core/command-failed.ts';
import type { Node, NodeContainer, World } from '../../core/ports.ts';
import { pasteable } from '../../core/shell-quote.ts';
import type { Repair } from '../repair.ts';
import { settle } from '../../node/settle.ts';

type Commands = readonly (readonly string[])[];

/** The repair that starts a node with these commands of this host. `node` is given for a control plane: then it waits for the API server. */
export function startNode(container: NodeContainer, commands: Commands, node: Node | undefined): Repair {
  const verb = container.state === 'paused' ? 'unpause' : 'start';
  return {
    key: { kind: 'start', node: container.name },
    rank: 'node',
    title: `${verb} the node ${container.name}`,
    steps: [
      {
        id: `start:${container.name}`,
        title: `Start ${container.name}`,
        async run(world: World, voice) {
          await runAll(commands, `cannot ${verb} ${container.name}`, world);
          if (node !== undefined) await settle(node, world, voice);
        },
      },
    ],
  };
}

/** The repair that runs these commands of this host, of which the last restarts a control plane. */
export function restartNode(node: Node, commands: Commands): Repair {
  return {
    key: { kind: 'restart-node', node: node.name },
    rank: 'node',
    title: commands.map(pasteable).join(' && '),
    steps: [
      {
        id: `restart-node:${node.name}`,
        title: `Restart ${node.name}`,
        async run(world: World, voice) {
          await runAll(commands, `cannot restart ${node.name}`, world);
          await settle(node, world, voice);
        },
      },
    ],
  };
}

/** Runs them one after the other; throws a Problem with `what` for the first that fails. */
async function runAll(commands: Commands, what: string, { exec, signal }: World): Promise<void> {
  for (const argv of commands) {
    const ran = await exec.run(argv, { timeoutMs: 90_000, signal });
    if (ran.exitCode !== 0) throw commandFailed(ran, what);
  }
}
