// `kind-audit up`: from nothing to a cluster whose auditing is proven.
import { duration, forceOption, kubeconfigOption, yesOption } from './options/common.ts';
import { outputOptions } from './options/output.ts';
import type { Command, CommonOptions } from './command.ts';
import { draft } from '../cluster/dry-run.ts';
import { requireGoodPolicy } from '../cluster/steps/policy.ts';
import { resolveSettings, type UpRequest } from '../cluster/settings.ts';
import { up as bringUp, type Proven } from '../cluster/up.ts';
import { exitCodes, type ExitCode } from '../core/exit-code.ts';
import { evidenceLines } from '../core/finding.ts';
import { painter } from '../core/paint.ts';
import type { World } from '../core/ports.ts';
import { answer } from '../report/answer.ts';
import { clusterOptions, upRequestOf, type ClusterOptions } from './options/cluster.ts';
import { offeringSetup } from './offer-setup.ts';
import { printDraft } from './print-draft.ts';
import { askForUpRequest } from './up-questions.ts';

interface UpCommandOptions extends ClusterOptions, CommonOptions {
  readonly kubeconfig?: string;
  readonly retain?: boolean;
  readonly dryRun?: boolean;
  readonly skipPolicyCheck?: boolean;
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly wait?: number;
}

export const up: Command<UpCommandOptions> = {
  options: [
    ...clusterOptions,
    kubeconfigOption,
    {
      flags: '--wait <duration>',
      description: 'also wait this long for every node to be Ready',
      parse: duration,
    },
    { flags: '--retain', description: 'keep a cluster that could not be made, for study' },
    { flags: '--skip-policy-check', description: 'let the API server judge the policy' },
    { flags: '--dry-run', description: 'print both files and the plan; touch nothing' },
    yesOption,
    forceOption,
    ...outputOptions(),
  ],
  examples: [
    { line: 'kind-audit up', does: 'ask what matters, then create the cluster' },
    { line: 'kind-audit up --yes', does: 'ask nothing, take the defaults' },
    { line: 'kind-audit up --policy gce --control-planes 3 --workers 1', does: 'a preset policy, several nodes' },
    { line: 'kind-audit up --dry-run', does: 'see both files and the plan first' },
  ],
  async run(options, _positionals, world) {
    const request = await completeRequest(options, world);
    const settings = await resolveSettings(world, request);
    if (options.dryRun === true) {
      if (options.skipPolicyCheck !== true) requireGoodPolicy(settings.policy);
      await printDraft(world, await draft(world, settings), options.output === 'json');
      return exitCodes.fine;
    }
    const ask = world.interactive && options.yes !== true;
    const proven = await offeringSetup(world, ask, () =>
      bringUp(world, {
        settings,
        waitMs: options.wait ?? null,
        retain: options.retain === true,
        force: options.force === true,
        ask,
        skipPolicyCheck: options.skipPolicyCheck === true,
      }),
    );
    return tell(world, proven, options.output === 'json');
  },
};

/** What was said on the command line; at a terminal where nothing was said, what is answered. */
async function completeRequest(options: UpCommandOptions, world: World): Promise<UpRequest> {
  const request: UpRequest = {
    ...upRequestOf(options, world),
    ...(options.kubeconfig === undefined ? {} : { kubeconfig: options.kubeconfig }),
  };
  const saidNothing = Object.keys(options).length === 0;
  return saidNothing && world.interactive ? askForUpRequest(world, request) : request;
}

async function tell(world: World, proven: Proven, json: boolean): Promise<ExitCode> {
  if (json) {
    await answer(world.out, 'kind-audit.up/v1', proven);
    return exitCodes.fine;
  }
  await world.finished();
  const paint = painter(world.out.color);
  const width = Math.max(...proven.next.map(({ line }) => line.length));
  const state = proven.created ? 'audits' : 'was there already, unchanged, and audits';
  await world.out.write(
    [
      '',
      `${paint.green('Proven:')} cluster "${proven.cluster}" ${state}.`,
      ...evidenceLines(proven).map((line) => `  ${line}`),
      `  policy   ${proven.policy}`,
      `  logs     ${proven.logs}`,
      `  context  ${proven.context}`,
      '',
      'Next:',
      ...proven.next.map(({ line, does }) => `  ${paint.cyan(line.padEnd(width))}  ${paint.dim(`# ${does}`)}`),
      '',
    ].join('\n'),
  );
  return exitCodes.fine;
}
