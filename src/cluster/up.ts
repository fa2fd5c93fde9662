// The verb `up`: look, settle what is in the folder, run the plan, report what was proven.
import type { Evidence } from '../core/finding.ts';
import type { World } from '../core/ports.ts';
import { Problem, type ProblemCode } from '../core/problem.ts';
import { pasteable } from '../core/shell-quote.ts';
import { runSteps } from '../core/step.ts';
import { contextName } from '../kind/cluster-name.ts';
import { nameInEnvironment, nameInSettings } from '../settings/default-name.ts';
import { withLock } from '../state/lock.ts';
import { requireSameCluster } from './existing.ts';
import { isToBeMadeAgain } from './half-made.ts';
import { lookAtMachine } from './look.ts';
import { requireRoom } from './require-room.ts';
import { planUp } from './plan-up.ts';
import { clusterSettings, planFiles, settleConflicts } from './project-files.ts';
import type { Settings } from './settings.ts';
import { upUndos } from './undos/table.ts';
import type { UpContext, UpOptions } from './up-context.ts';

export interface UpRequest extends UpOptions {
  readonly settings: Settings;
  /** Overwrite what was changed by hand. */
  readonly force: boolean;
  /** --yes: what needs no answer is done. */
  readonly yes: boolean;
  /** Ask before a file that the user changed is overwritten. */
  readonly ask: boolean;
  /** Keep what was made when a step fails. */
  readonly retain: boolean;
}

/** A cluster whose auditing was proven, and what to do with it. */
export interface Proven {
  readonly cluster: string;
  /** The context in the kubeconfig. */
  readonly context: string;
  /** The file to edit. */
  readonly policy: string;
  /** The folder on this host with a folder of logs for each control plane. */
  readonly logs: string;
  /** The evidence: what was requested and where it was found. */
  readonly evidence: readonly Evidence[];
  /** Whether this run made the cluster. */
  readonly created: boolean;
  /** Commands to try next. */
  readonly next: readonly { readonly line: string; readonly does: string }[];
}

/** Failures after which the cluster itself works, so that it is kept for a look. */
const keepsCluster = new Set<ProblemCode>(['cluster-unhealthy', 'nodes-not-ready', 'proof-failed']);

/** Makes sure that the cluster exists and audits. Otherwise throws a Problem, after what this run made is undone. */
export async function up(world: World, request: UpRequest): Promise<Proven> {
  const { settings } = request;
  return withLock(world, settings.state.lock, `kind-audit up --name ${settings.name}`, async () => {
    const facts = await lookAtMachine(world, settings);
    const half = facts.existing.length > 0 && (await isToBeMadeAgain(world, settings, facts, request));
    const before = half ? 'half' : facts.existing.length > 0 ? 'whole' : 'nothing';
    if (before === 'whole') await requireSameCluster(world, settings, facts);
    else await requireRoom(world, settings, facts);
    const cluster = clusterSettings(settings, facts);
    const writes = before === 'whole' ? [] : await planFiles(world, settings, cluster);
    await settleConflicts(world, settings, writes, request);
    const context: UpContext = {
      world,
      settings,
      facts,
      cluster,
      writes,
      before,
      options: request,
      checkRun: null,
      evidence: [],
    };
    await runSteps(planUp(before), context, {
      report: world.report,
      clock: world.clock,
      signal: world.signal,
      undoing: { table: upUndos, place: world },
      keepAfter: (error) => request.retain || (error instanceof Problem && keepsCluster.has(error.code)),
    });
    return proven(context, before === 'whole');
  });
}

function proven({ world, settings, evidence }: UpContext, existed: boolean): Proven {
  const { name, kubeconfig, inEffect } = settings;
  const kubectl = [
    'kubectl',
    ...(kubeconfig === null ? [] : ['--kubeconfig', kubeconfig]),
    '--context',
    contextName(name),
  ];
  const isDefault = name === (nameInEnvironment(world.env) ?? nameInSettings(inEffect));
  const named = isDefault && name === 'kind' ? '' : ` --name ${name}`;
  return {
    cluster: name,
    context: contextName(name),
    policy: settings.policyFile,
    logs: settings.state.logsDir,
    evidence,
    created: !existed,
    next: [
      { line: `kind-audit logs --follow${named}`, does: 'watch who does what' },
      { line: pasteable([...kubectl, 'get', 'pods', '--all-namespaces']), does: 'make a request to see there' },
      { line: `kind-audit doctor${named}`, does: 'check the auditing at any time' },
    ],
  };
}
