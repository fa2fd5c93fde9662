// The one entry to a change: plans it, keeps its journal, makes it, and goes back by itself where it fails.
import type { Content } from '../core/content.ts';
import type { World } from '../core/ports.ts';
import { messageOf, Problem } from '../core/problem.ts';
import { quietVoice } from '../core/quiet-voice.ts';
import { trySteps } from '../core/step.ts';
import { parseApiServerManifest } from '../kind/api-server-manifest.ts';
import { loadPolicy } from '../policy/load/load.ts';
import { forgetOldest, readRevisions, writeRevision, type Revision } from '../state/revisions.ts';
import { rememberWorked } from '../state/worked-policy.ts';
import type { Change } from './change.ts';
import { clearNodes } from './clear.ts';
import type { ChangedNode, RolloutContext } from './context.ts';
import { JournalKeeper } from './journal.ts';
import { secondLog } from './overlap.ts';
import { planChange } from './plan.ts';
import { withChangeoverArguments } from './second-manifest.ts';
import type { Situation } from './situation.ts';
import { chooseStrategy, overlapRemark, type Strategy } from './strategy.ts';
import { rolloutUndos, type RolloutUndo } from './undos/table.ts';

export interface ChangeOptions {
  /** The command that asks for it, for the journal and the history. */
  readonly command: string;
  readonly strategy?: Strategy;
  /** What the change means for the log, a line each. */
  readonly meaning: readonly string[];
  /** Called once every server is proven with the change; where this throws, the change is undone like after any other failure. */
  readonly whenProven?: () => Promise<void>;
}

/** A change that is about to be made. */
export interface DraftedChange {
  readonly strategy: Strategy;
  /** Why this strategy. */
  readonly reason: string;
  readonly remark: string | null;
  readonly steps: readonly { readonly id: string; readonly title: string }[];
}

/** A change that is in effect on every control plane. */
export interface MadeChange extends DraftedChange {
  readonly revision: number;
}

/** What would be done; throws a Problem where the strategy that was asked for is not possible. */
export function draftChange(situation: Situation, change: Change, asked?: Strategy): DraftedChange {
  const { strategy, reason, remark, steps } = planned(situation, change, asked, new Date(0));
  return { strategy, reason, remark, steps: steps.map(({ id, title }) => ({ id, title })) };
}

function planned(situation: Situation, change: Change, asked: Strategy | undefined, at: Date) {
  const facts = situation.nodes.map((seen) => seen.facts);
  const { strategy, reason, possible } = chooseStrategy(facts, asked);
  if (!possible)
    throw new Problem('not-supported', `no second API server can serve during the change: ${reason}`, {
      hint: 'leave out --strategy, or: --strategy restart',
    });
  const changed = ({ node, facts: own }: Situation['nodes'][number]): ChangedNode => {
    const manifest = withChangeoverArguments(change.edit(own.manifestText ?? ''));
    return { node, facts: own, manifest, secondLog: strategy === 'overlap' ? secondLog(manifest, at) : null };
  };
  const [one, ...others] = situation.nodes;
  const nodes: readonly [ChangedNode, ...ChangedNode[]] = [changed(one), ...others.map(changed)];
  const remark = strategy === 'overlap' ? overlapRemark(facts) : null;
  return { strategy, reason, remark, nodes, steps: planChange(nodes, strategy, (change.files ?? []).length > 0) };
}

/**
 * Makes a change. The caller holds the lock of the cluster and has finished what an earlier run left. What fails before the change
 * is in effect everywhere is undone, and its first error is thrown.
 */
export async function changeAuditing(
  world: World,
  situation: Situation,
  change: Change,
  options: ChangeOptions,
): Promise<MadeChange> {
  const at = world.clock.now();
  const { strategy, reason, remark, nodes, steps } = planned(situation, change, options.strategy, at);
  const { state, cluster, place } = situation;
  const content = change.audits ? (change.policy ?? situation.policy) : null;
  const id = world.random(4);
  const keeper = new JournalKeeper(world, state, {
    id,
    what: change.what,
    command: options.command,
    at: at.toISOString(),
    nodes: situation.nodes.map(({ node, id: container }) => ({ name: node.name, id: container })),
    inEffect: false,
    records: [],
  });
  await world.files.makeDir(state.dir, 0o700);
  await keeper.begin();
  const names = nodes.map(({ node }) => node.name);
  const revision = await beginRevision(world, situation, change, options, nodes[0].manifest, content);
  const context: RolloutContext = {
    world,
    cluster,
    change,
    place,
    policy: content === null ? null : (loadPolicy(content).policy ?? null),
    policyContent: content,
    mark: `${at.toISOString().replaceAll(/[:.]/g, '-')}-${id}`,
    async inEffect() {
      await options.whenProven?.();
      await keeper.inEffect();
      await writeRevision(world, state, { ...revision, outcome: 'in-effect' }, null);
      if (content !== null) await rememberWorked(world, state.workedPolicy, content, quietVoice(world));
      return `revision ${revision.revision}`;
    },
  };
  const { report, clock, signal } = world;
  const outcome = await trySteps<RolloutContext, RolloutUndo, World>(steps, context, {
    report,
    clock,
    signal,
    undoing: { table: rolloutUndos, place: world, journal: keeper },
    keepAfter: () => keeper.journal.inEffect,
  });
  if (outcome.ok) {
    await keeper.end();
    return { strategy, reason, remark, revision: revision.revision, steps };
  }
  if (keeper.journal.inEffect) {
    // An interruption: it is in effect, and what it needed is cleared away all the same.
    await clearNodes(names, world);
    await keeper.end();
    throw outcome.error;
  }
  await writeRevision(world, state, { ...revision, outcome: 'undone', reason: messageOf(outcome.error) }, null);
  const left = [...outcome.left];
  if (left.length === 0) {
    await clearNodes(names, world).catch((error: unknown) => left.push(messageOf(error)));
    if (left.length === 0) await keeper.end();
  }
  throw undoneProblem(outcome.error, left, cluster);
}

/** The first error, with what it means for the cluster. */
function undoneProblem(error: unknown, left: readonly string[], cluster: string): unknown {
  if (!(error instanceof Problem)) return error;
  const next = `kind-audit doctor --fix --name ${cluster}`;
  if (left.length > 0)
    return error.withDetails(`the change could not be undone completely:\n${left.join('\n')}`, error, next);
  return error;
}

/** Records what is about to be changed; for the first change also what there was before. */
async function beginRevision(
  world: World,
  { state, policy, args }: Situation,
  change: Change,
  { command, meaning }: ChangeOptions,
  manifest: string,
  content: Content | null,
): Promise<Revision> {
  const known = await readRevisions(world, state);
  // Old ones that stay do no harm.
  await forgetOldest(world, state, known).catch(() => undefined);
  const at = world.clock.now().toISOString();
  const common = { at, reason: '' };
  if (known.length === 0) {
    const found: Revision = {
      ...common,
      revision: 1,
      command: '',
      what: 'as it was found',
      meaning: [],
      outcome: 'in-effect',
      audits: args.has('audit-policy-file'),
      args: Object.fromEntries(args),
    };
    await writeRevision(world, state, found, policy);
  }
  const after = parseApiServerManifest(manifest)?.args ?? new Map<string, string>();
  const revision: Revision = {
    ...common,
    revision: (known.at(-1)?.revision ?? 1) + 1,
    command,
    what: change.what,
    meaning: [...meaning],
    outcome: 'begun',
    audits: change.audits,
    args: Object.fromEntries([...after].filter(([name]) => name.startsWith('audit-'))),
  };
  await writeRevision(world, state, revision, content);
  return revision;
}
