// The verb `up`: look, settle what is in the folder, run the plan, report what was proven.
import type { Evidence } from '../core/finding.ts';
import type { World } from '../core/ports.ts';
import { Problem, type ProblemCode } from '../core/problem.ts';
import { runSteps } from '../core/step.ts';
import { contextName } from '../kind/cluster-name.ts';
import { withLock } from '../state/lock.ts';
import { differences } from './differences.ts';
import { lookAtMachine, type MachineFacts } from './look.ts';
import { planUp } from './plan-up.ts';
import { clusterSettings, planFiles, settleConflicts } from './project-files.ts';
import type { Settings } from './settings.ts';
import { upUndos } from './undos/table.ts';
import type { UpContext, UpOptions } from './up-context.ts';

export interface UpRequest extends UpOptions {
  readonly settings: Settings;
  /** Overwrite what was changed by hand. */
  readonly force: boolean;
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
const keepsCluster = new Set<ProblemCode>(['cluster-unhealthy', 'proof-failed']);

/** Makes sure that the cluster exists and audits. Otherwise throws a Problem, after what this run made is undone. */
export async function up(world: World, request: UpRequest): Promise<Proven> {
  const { settings } = request;
  return withLock(world, settings.state.lock, `kind-audit up --name ${settings.name}`, async () => {
    const facts = await lookAtMachine(world, settings);
    const exists = facts.existing.length > 0;
    if (exists) await requireSameSettings(world, settings, facts);
    const cluster = clusterSettings(settings, facts);
    const writes = exists ? [] : await planFiles(world, settings, cluster);
    await settleConflicts(world, writes, request);
    const context: UpContext = {
      world,
      settings,
      facts,
      cluster,
      writes,
      options: request,
      checkRun: null,
      evidence: [],
    };
    await runSteps(planUp(exists), context, {
      report: world.report,
      clock: world.clock,
      signal: world.signal,
      undoing: { table: upUndos, place: world },
      keepAfter: (error) => request.retain || (error instanceof Problem && keepsCluster.has(error.code)),
    });
    return proven(context, exists);
  });
}

/** Throws if the existing cluster of this name is stopped or has other settings. */
async function requireSameSettings(world: World, settings: Settings, facts: MachineFacts): Promise<void> {
  const stopped = facts.existing.find(({ running }) => !running);
  if (stopped !== undefined) {
    throw new Problem(
      'node-stopped',
      `the cluster "${settings.name}" exists, but its node ${stopped.name} is ${stopped.state}`,
      {
        hint: `${facts.engine.provider} start ${stopped.name}, or: kind-audit down --name ${settings.name}`,
      },
    );
  }
  const found = await differences(world, settings, facts);
  if (found.length === 0) return;
  throw new Problem(
    'cluster-differs',
    `the cluster "${settings.name}" exists with other settings; nothing was changed`,
    {
      details: found.join('\n'),
      hint: `kind-audit down --name ${settings.name}, then up again; or use another --name`,
    },
  );
}

function proven({ settings, evidence }: UpContext, existed: boolean): Proven {
  const { name } = settings;
  const named = name === 'kind' ? '' : ` --name ${name}`;
  return {
    cluster: name,
    context: contextName(name),
    policy: settings.policyFile,
    logs: settings.state.logsDir,
    evidence,
    created: !existed,
    next: [
      { line: `kind-audit logs --follow${named}`, does: 'watch who does what' },
      { line: `kubectl --context ${contextName(name)} get pods --all-namespaces`, does: 'make a request to see there' },
      { line: `kind-audit doctor${named}`, does: 'check the auditing at any time' },
    ],
  };
}
