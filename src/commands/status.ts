// `kind-audit status`: a cluster, its policy and its log at a glance.
import { endedLines } from '../core/screen-text.ts';
import { clusterName, nameOption } from './options/common.ts';
import { outputOptions } from './options/output.ts';
import type { Command, CommonOptions } from './command.ts';
import { readStatus, statusRemarks, type ClusterStatus } from '../cluster/status.ts';
import { formatBytes } from '../core/byte-size.ts';
import { exitCodes } from '../core/exit-code.ts';
import { answer } from '../report/answer.ts';
import { painter, type Paint } from '../core/paint.ts';

interface StatusOptions extends CommonOptions {
  readonly name?: string;
}

export const status: Command<StatusOptions> = {
  options: [nameOption, ...outputOptions()],
  examples: [{ line: 'kind-audit status --name dev', does: 'nodes, API servers, policy, log' }],
  async run(options, _positionals, world) {
    const name = clusterName(options.name, world.env);
    const found = await readStatus(world, name);
    if (options.output === 'json') await answer(world.out, 'kind-audit.status/v1', found);
    else await world.out.write(endedLines(statusLines(found, painter(world.out.color))));
    for (const text of await statusRemarks(world, name)) world.report({ type: 'note', level: 'warn', text });
    return exitCodes.fine;
  },
};

function statusLines({ cluster, context, engine, nodes, policy }: ClusterStatus, paint: Paint): readonly string[] {
  const rows: [string, string][] = [
    ['cluster', `${cluster} (context ${context}, ${engine})`],
    ...nodes.map((node): [string, string] => [
      'node',
      [
        `${node.name} ${node.state}`,
        ...(node.apiServer === null
          ? []
          : [`API server ${node.apiServer === 'ready' ? paint.green('ready') : paint.red(node.apiServer)}`]),
        ...(node.log === null ? [] : [`log ${node.log.path} ${formatBytes(node.log.size)}`]),
      ].join(', '),
    ]),
  ];
  if (policy !== null) rows.push(['policy', `${policy.project} (${policy.state})`], ['deployed', policy.deployed]);
  return rows.map(([name, value]) => `${paint.dim(name.padEnd(9))} ${value}`);
}
