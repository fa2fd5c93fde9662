// The verb `up`: look, settle what is in the folder, run the plan, report what was proven.
import type { Evidence } from '../core/finding.ts';
import type { World } from '../core/ports.ts';
import { Problem, type ProblemCode } from '../core/problem.ts';
import { pasteable } from '../core/shell-quote.ts';
import { runSteps } from '../core/step.ts';
import { contextName } from '../kind/cluster-name.ts';
import { nameInEnvironment, nameInSettings } from '../settings/default-name.ts';
import { finishEarlier } from '../rollout/finish-earlier.ts';
import { readJournal } from '../rollout/journal.ts';
import { withLock } from '../state/lock.ts';
import { isSame } from './difference-lines.ts';
import { differences, type Differences } from './differences.ts';
import { requireChangeable, requireWholeCluster, unansweredProblem } from './existing.ts';
import { isToBeMadeAgain } from './half-made.ts';
import { lookAtMachine, type MachineFacts } from './look.ts';
import { requireRoom } from './require-room.ts';
import { planUp } from './plan-up.ts';
import { clusterSettings, planFiles, planPolicyFile, settleConflicts, type FileWrite } from './project-files.ts';
import type { Settings } from './settings.ts';
import { writeProjectFiles } from './steps/files.ts';
import { requireGoodPolicy } from './steps/policy.ts';
import { isMountedBy } from './undos/created-cluster.ts';
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
  /** Asks whether to change a cluster that differs, and changes it; the lock is held. Null where nothing differs any more. */
  readonly change: (offer: ChangeOffer) => Promise<UpChange | null>;
}

/** A cluster that exists and differs from what was asked for in nothing but what a change can make. */
export interface ChangeOffer {
  readonly settings: Settings;
  readonly facts: MachineFacts;
  readonly found: Differences;
  /** To be called once the change is proven, before it counts as in effect. */
  readonly whenProven: () => Promise<void>;
}

/** A change of the auditing that `up` made. */
export interface UpChange {
  /** In words. */
  readonly what: string;
  /** What it means for the log, in lines. */
  readonly meaning: readonly string[];
  readonly strategy: 'overlap' | 'restart';
  /** Its number in the history. */
  readonly revision: number;
}

/** A cluster whose auditing was proven, and what to do with it. */
export interface Proven {
  readonly cluster: string;
  /** The context in the kubeconfig. */
  readonly context: string;
  /** The file to edit. */
  readonly policy: string;
  /** The folder on this host with a folder of logs for each control plane; null where the logs are in the nodes alone. */
  readonly logs: string | null;
  /** The evidence: what was requested and where it was found. */
  readonly evidence: readonly Evidence[];
  /** Whether this run made the cluster. */
  readonly created: boolean;
  /** What this run changed of a cluster that existed; null for nothing. */
  readonly change: UpChange | null;
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
    const change = before === 'whole' ? await makeSame(world, request, facts) : null;
    const cluster = clusterSettings(settings, facts);
    let writes: readonly FileWrite[] = [];
    if (before !== 'whole') {
      await requireRoom(world, settings, facts);
      writes = await planFiles(world, settings, cluster);
      await settleConflicts(world, settings, writes, request);
    }
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
    return proven(context, change);
  });
}

/** After a failure a file that was written stays: it says what was asked for, and the next run continues from there. */
const noUndo = { undoable: async () => undefined };

/**
 * Gives a cluster that exists what was asked for, where it differs. The project's policy file is written just before the change
 * counts as in effect: whatever interrupts this, a policy in effect that differs from that file is seen by the next run.
 */
async function makeSame(world: World, request: UpRequest, facts: MachineFacts): Promise<UpChange | null> {
  const { settings, yes, ask } = request;
  await requireWholeCluster(world, settings, facts);
  // What an earlier change has left looks like what was asked for, and is not in effect.
  if ((await readJournal(world, settings.state)) !== null) await finishEarlier(world, settings.name);
  const found = await differences(world, settings, facts);
  requireChangeable(settings, found);
  if (isSame(found)) return null;
  if (!yes && !ask) throw unansweredProblem(settings, found);
  if (!request.skipPolicyCheck) requireGoodPolicy(settings.policy);
  const writes = await planPolicyFile(world, settings, found);
  await settleConflicts(world, settings, writes, request);
  const whenProven = (): Promise<void> => writeProjectFiles(world, settings.dir, writes, noUndo);
  return request.change({ settings, facts, found, whenProven });
}

function proven({ world, settings, facts, before, evidence }: UpContext, change: UpChange | null): Proven {
  const { name, kubeconfig, inEffect, record, state } = settings;
  const isOurs = before !== 'whole' || record !== null;
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
    // By hand, from the kind config that `init` writes, a cluster has the same mounts.
    logs: isOurs || isMountedBy(facts.existing, state.policyDir) ? state.logsDir : null,
    evidence,
    created: before !== 'whole',
    change,
    next: [
      { line: `kind-audit logs --follow${named}`, does: 'watch who does what' },
      { line: pasteable([...kubectl, 'get', 'pods', '--all-namespaces']), does: 'make a request to see there' },
      { line: `kind-audit doctor${named}`, does: 'check the auditing at any time' },
    ],
  };
}
