// `kind-audit status`: a cluster, its policy and its log at a glance.
import { endedLines } from '../core/screen-text.ts';
import { clusterName } from './options/cluster-name.ts';
import { nameOption } from './options/common.ts';
import { outputOptions } from './options/output.ts';
import type { Command, CommonOptions } from './command.ts';
import { policyRemarks, readStatus, statusRemarks, type ClusterStatus } from '../cluster/status.ts';
import { formatBytes } from '../core/byte-size.ts';
import { exitCodes } from '../core/exit-code.ts';
import { describeSettings, type SettingsReport } from '../settings/describe.ts';
import { policyInWords } from '../settings/enforced-policy.ts';
import { loadSettings } from '../settings/load.ts';
import { answer } from '../report/answer.ts';
import { painter, type Paint } from '../core/paint.ts';

interface StatusOptions extends CommonOptions {
  readonly name?: string;
}

export const status: Command<StatusOptions> = {
  options: [nameOption, ...outputOptions()],
  examples: [{ line: 'kind-audit status --name dev', does: 'nodes, API servers, policy, log, settings' }],
  async run(options, _positionals, world) {
    const inEffect = await loadSettings(world);
    const name = await clusterName(options.name, world, inEffect);
    const found = { ...(await readStatus(world, name)), settings: describeSettings(inEffect) };
    if (options.output === 'json') await answer(world.out, 'kind-audit.status/v1', found);
    else await world.out.write(endedLines(statusLines(found, painter(world.out.color))));
    const remarks = [...(await statusRemarks(world, name)), ...(await policyRemarks(world, name, inEffect))];
    for (const text of remarks) world.report({ type: 'note', level: 'warn', text });
    return exitCodes.fine;
  },
};

function statusLines(
  { cluster, context, engine, nodes, policy, settings }: ClusterStatus & { readonly settings: SettingsReport },
  paint: Paint,
): readonly string[] {
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
  return [...rows, ...settingsRows(settings)].map(([name, value]) => `${paint.dim(name.padEnd(9))} ${value}`);
}

/** The files, each in a row, and a row for each thing that is enforced. */
function settingsRows({ files, enforced }: SettingsReport): readonly [string, string][] {
  const { auditing, policy, minimum } = enforced;
  const says = [
    ...(auditing === null ? [] : [`auditing (${auditing.by})`]),
    ...(policy === null ? [] : [`policy ${policyInWords(policy.name)} (${policy.by})`]),
    ...minimum.map(({ request, level, by }) => `at least ${level} for ${request} (${by})`),
  ];
  return [
    ...files.map(({ path, why }): [string, string] => [
      'settings',
      why === 'project' ? path : `${path} (${why === 'machine' ? "the machine's" : why})`,
    ]),
    ...says.map((text): [string, string] => ['enforced', text]),
  ];
}
