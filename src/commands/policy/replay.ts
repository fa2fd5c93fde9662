// `kind-audit policy replay`: an existing audit log under a new policy.
import { ended } from '../../core/screen-text.ts';
import type { Command, CommonOptions } from '../command.ts';
import { clusterName } from '../options/cluster-name.ts';
import { nameOption } from '../options/common.ts';
import { exitCodes } from '../../core/exit-code.ts';
import { painter } from '../../core/paint.ts';
import { Problem } from '../../core/problem.ts';
import type { LogRotation } from '../../core/log-rotation.ts';
import { defaultRotation } from '../../kind/audit-settings.ts';
import { limitsOf, volumeOf } from '../../policy/replay/estimate.ts';
import { replayHtml } from '../../policy/replay/html.ts';
import { replayText } from '../../policy/replay/print.ts';
import { ruleLabels } from '../../policy/decide/rule-names.ts';
import { outputOptions } from '../options/output.ts';
import { versionOption } from '../options/version.ts';
import { readAcceptedPolicy } from './input.ts';
import { answer } from '../../report/answer.ts';
import { clusterLogs, fileLogs } from '../../logs/logs-to-replay.ts';
import { requirePageFile, writePage } from '../../logs/page-file.ts';
import { replayLogs } from '../../logs/replay.ts';
import { rotationOptions, type RotationOptions } from '../options/rotation.ts';

/** The defaults of the rotation, for the help. */
const ofCluster = "the cluster's own";

const failures = { lost: 'dropped', raised: 'raised', lowered: 'lowered' } as const;

interface ReplayCommandOptions extends CommonOptions, RotationOptions {
  readonly name?: string;
  readonly policy?: string;
  readonly baseline?: string;
  readonly kubernetesVersion?: string;
  readonly failOn?: keyof typeof failures;
  readonly html?: string;
  readonly force?: boolean;
  readonly output?: 'text' | 'json';
}

export const policyReplay: Command<ReplayCommandOptions> = {
  arguments: [
    { name: '[logs...]', description: 'logs, .gz files, folders, or - for standard input, instead of a cluster' },
  ],
  options: [
    { flags: '--policy <file>', description: 'the new policy: a file or a preset' },
    {
      flags: '--baseline <file>',
      description: 'the policy under which the log was written',
      byDefault: 'the level that each event has',
    },
    {
      flags: '--fail-on <fate>',
      description: 'exit with 1 when this happens to an event',
      choices: Object.keys(failures),
    },
    ...rotationOptions({ maxAgeDays: ofCluster, maxBackups: ofCluster, maxSizeMiB: ofCluster }),
    { flags: '--html <file>', description: 'write a page with charts as well' },
    { flags: '--force', description: 'overwrite the file of --html, whatever it holds' },
    nameOption,
    versionOption,
    ...outputOptions(),
  ],
  examples: [
    { line: 'kind-audit policy replay --policy new.yaml audit.log', does: 'what the new policy would have kept' },
    {
      line: 'kind-audit policy replay --policy new.yaml --fail-on lost logs/',
      does: 'exit with 1 if an event is lost',
    },
    { line: 'kind-audit policy replay --policy new.yaml --name dev', does: "a cluster's log" },
    {
      line: "kind-audit logs --user '!system:*' --all-stages -o json | kind-audit policy replay --policy new.yaml -",
      does: 'what people did',
    },
  ],
  readsOnly: ({ html }) => html === undefined,
  async run(options, names, world) {
    const { policy: name, baseline, kubernetesVersion, output, failOn, html } = options;
    if (name === undefined)
      throw new Problem('usage', 'no policy is named: add --policy', {
        hint: 'kind-audit policy replay --policy new.yaml audit.log',
      });
    const { policy, tree, input } = await readAcceptedPolicy(world, name, kubernetesVersion);
    const old = baseline === undefined ? null : await readAcceptedPolicy(world, baseline, kubernetesVersion);
    const before = old === null ? {} : { baseline: old.policy };
    if (names.length > 0 && options.name !== undefined)
      throw new Problem('usage', '--name and logs: choose one', { hint: 'kind-audit policy replay --help' });
    const logs =
      names.length > 0
        ? await fileLogs(names, world)
        : await clusterLogs(await clusterName(options.name, world), world);
    const inputs = [input.path, old?.input.path, ...logs.sources.flatMap(({ paths = [] }) => paths)];
    const page =
      html === undefined
        ? null
        : await requirePageFile(
            world,
            html,
            inputs.filter((path) => typeof path === 'string'),
            options.force === true,
          );
    const result = await replayLogs(logs.sources, { policy, ...before }, world);
    const volume = volumeOf(result, rotationOf(options, logs.rotation), logs.count);
    const labels = ruleLabels(input.text, tree, policy);
    if (page !== null)
      await writePage(world, page, replayHtml(`${logs.title} under ${input.name}`, result, volume, labels));
    if (output === 'json') {
      await answer(world.out, 'kind-audit.policy-replay/v1', { ...result, volume, limits: limitsOf(result) });
    } else await world.out.write(ended(replayText(result, volume, painter(world.out.color), labels)));
    return failOn !== undefined && result.total[failures[failOn]] > 0 ? exitCodes.findings : exitCodes.fine;
  },
};

/** The given settings, completed with those of the cluster; null where none is known. */
function rotationOf(
  { logMaxAge, logMaxBackup, logMaxSize }: RotationOptions,
  known: LogRotation | null,
): LogRotation | null {
  if (known === null && (logMaxAge ?? logMaxBackup ?? logMaxSize) === undefined) return null;
  const { maxAgeDays, maxBackups, maxSizeMiB } = known ?? defaultRotation;
  return {
    maxAgeDays: logMaxAge ?? maxAgeDays,
    maxBackups: logMaxBackup ?? maxBackups,
    maxSizeMiB: logMaxSize ?? maxSizeMiB,
  };
}
