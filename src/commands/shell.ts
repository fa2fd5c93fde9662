// `kind-audit shell`: bash in a control-plane node.
import { clusterName } from './options/cluster-name.ts';
import { nameOption } from './options/common.ts';
import type { Command, CommonOptions } from './command.ts';
import type { ExitCode } from '../core/exit-code.ts';
import { Problem } from '../core/problem.ts';
import { nodesOf } from '../node/nodes-of.ts';
import { startHint } from '../node/start-command.ts';

interface ShellOptions extends CommonOptions {
  readonly name?: string;
  readonly node?: string;
}

export const shell: Command<ShellOptions> = {
  arguments: [{ name: '[command...]', description: 'run this instead of bash' }],
  options: [nameOption, { flags: '--node <name>', description: 'a node other than the first control plane' }],
  examples: [
    { line: 'kind-audit shell', does: 'bash in the control-plane node' },
    { line: 'kind-audit shell -- ls /etc/kubernetes/policies', does: 'one command there' },
  ],
  async run(options, positionals, world) {
    const engine = await world.engine();
    const cluster = await clusterName(options.name, world);
    const nodes = (await nodesOf(engine, cluster, world.signal)).filter(
      ({ role }) => role !== 'external-load-balancer',
    );
    const node =
      options.node === undefined
        ? nodes.find(({ role }) => role === 'control-plane')
        : nodes.find(({ name }) => name === options.node);
    if (node === undefined) {
      throw new Problem('usage', `the cluster "${cluster}" has no node ${options.node}`, {
        hint: `--node ${nodes.map(({ name }) => name).join(' | ')}`,
      });
    }
    if (!node.running)
      throw new Problem('node-stopped', `the node ${node.name} is ${node.state}`, {
        hint: startHint(engine, node),
      });
    const command = positionals.length === 0 ? ['bash'] : positionals;
    // The program's own exit code is passed on, whatever it means there.
    return (await world.exec.interactive(engine.execArgv(node.name, command, world.terminal))) as ExitCode;
  },
};
