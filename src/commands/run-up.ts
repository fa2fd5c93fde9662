// What `kind-audit up` does: completes the options, shows or carries out the plan, and prints the result.
import { endedLines } from '../core/screen-text.ts';
import type { CommonOptions } from './command.ts';
import { requireAllowedPolicy } from '../cluster/allowed-policy.ts';
import { draftUp } from '../cluster/dry-run.ts';
import { filesFor } from '../cluster/layers.ts';
import { requireGoodPolicy } from '../cluster/steps/policy.ts';
import { resolveSettings, type ClusterRequest, type Settings } from '../cluster/settings.ts';
import { up as bringUp, type Proven } from '../cluster/up.ts';
import { exitCodes, type ExitCode } from '../core/exit-code.ts';
import { evidenceLines } from '../core/finding.ts';
import { painter } from '../core/paint.ts';
import type { World } from '../core/ports.ts';
import { answer } from '../report/answer.ts';
import { changeForUp, planChangeForUp } from './change/change-for-up.ts';
import type { ClusterOptions } from './options/cluster.ts';
import { clusterRequestOf } from './options/cluster-request.ts';
import { offeringSetup } from './offer-setup.ts';
import { printDraft } from './print-draft.ts';
import { askForClusterRequest } from './up-questions.ts';

export interface UpCommandOptions extends ClusterOptions, CommonOptions {
  readonly kubeconfig?: string;
  readonly retain?: boolean;
  readonly dryRun?: boolean;
  readonly skipPolicyCheck?: boolean;
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly wait?: number;
}

/** Runs it with these options; returns the exit code. */
export async function runUp(options: UpCommandOptions, world: World): Promise<ExitCode> {
  const request = await completeRequest(options, world);
  const settings = await resolveSettings(world, request);
  await requireAllowedPolicy(world, settings.inEffect, settings.policy);
  noteWebhook(world, settings);
  if (options.dryRun === true) {
    if (options.skipPolicyCheck !== true) requireGoodPolicy(settings.policy);
    const drafted = await draftUp(world, settings, options.force === true);
    const { offer, refusal } = drafted;
    const planned =
      offer === null || refusal !== null ? null : await planChangeForUp(world, { settings, ...offer }, options);
    await printDraft(world, drafted, planned, options.output === 'json');
    if (refusal === null) return exitCodes.fine;
    await world.finished();
    throw refusal;
  }
  const ask = world.interactive && options.yes !== true;
  const proven = await offeringSetup(world, ask, () =>
    bringUp(world, {
      settings,
      waitMs: options.wait ?? null,
      retain: options.retain === true,
      force: options.force === true,
      ask,
      yes: options.yes === true,
      skipPolicyCheck: options.skipPolicyCheck === true,
      change: (offer) => changeForUp(world, offer, options),
    }),
  );
  return printProven(world, proven, options.output === 'json');
}

/** Says with what command the webhook of a settings file comes into effect. */
function noteWebhook({ report }: World, { name, inEffect }: Settings): void {
  for (const { path, content } of filesFor(inEffect, name).before)
    if (content.webhook !== undefined)
      report({
        type: 'note',
        level: 'warn',
        text: `up leaves the webhook of ${path} to another command: kind-audit set --webhook-via ${content.webhook.via?.value ?? 'auto'} --name ${name}`,
      });
}

/** The options of the command line; at a terminal without any, the answers to the questions. */
async function completeRequest(options: UpCommandOptions, world: World): Promise<ClusterRequest> {
  const request: ClusterRequest = {
    ...(await clusterRequestOf(options, world)),
    ...(options.kubeconfig === undefined ? {} : { kubeconfig: options.kubeconfig }),
  };
  const noOptions = Object.keys(options).length === 0;
  return noOptions && world.interactive ? askForClusterRequest(world, request) : request;
}

async function printProven(world: World, proven: Proven, json: boolean): Promise<ExitCode> {
  if (json) {
    await answer(world.out, 'kind-audit.up/v1', proven);
    return exitCodes.fine;
  }
  await world.finished();
  const paint = painter(world.out.color);
  const width = Math.max(...proven.next.map(({ line }) => line.length));
  const { created, change } = proven;
  const became = change === null ? 'is unchanged' : `was changed (revision ${change.revision})`;
  const state = created ? 'audits' : `already existed, ${became}, and audits`;
  await world.out.write(
    endedLines([
      '',
      `${paint.green('Proven:')} cluster "${proven.cluster}" ${state}.`,
      ...evidenceLines(proven).map((line) => `  ${line}`),
      `  policy   ${proven.policy}`,
      `  logs     ${proven.logs ?? `in its nodes; kind-audit logs --name ${proven.cluster}`}`,
      `  context  ${proven.context}`,
      '',
      'Next:',
      ...proven.next.map(({ line, does }) => `  ${paint.cyan(line.padEnd(width))}  ${paint.dim(`# ${does}`)}`),
    ]),
  );
  return exitCodes.fine;
}
