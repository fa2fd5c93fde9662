// What an earlier run left of a change: finished where it was in effect everywhere, else undone.
import type { World } from '../core/ports.ts';
import { messageOf, Problem } from '../core/problem.ts';
import { executeUndos } from '../core/undo.ts';
import { nodesOf } from '../node/nodes-of.ts';
import { startHint } from '../node/start-command.ts';
import { readRevisions, writeRevision } from '../state/revisions.ts';
import { statePaths } from '../state/cluster-state.ts';
import { clearNodes } from './clear.ts';
import { readFacts, type NodeFacts } from './facts.ts';
import { didNotEnd, JournalKeeper, readJournal, type ChangeJournal } from './journal.ts';
import { lookAtCluster, type Situation } from './situation.ts';
import { rolloutUndos } from './undos/table.ts';

/** What was done about it. */
export interface Finished {
  readonly how: 'finished' | 'undone' | 'cleared' | 'gone';
  readonly what: string;
  readonly command: string;
  readonly at: string;
}

/**
 * Finishes or undoes it; null where there is nothing. The caller holds the lock of the cluster. Without a journal, for instance
 * on another host, what the nodes hold decides: it is cleared away once each first server serves.
 */
export async function finishEarlier(world: World, cluster: string): Promise<Finished | null> {
  const state = statePaths(world, cluster);
  const journal = await readJournal(world, state);
  if (journal === null) return clearWithoutJournal(world, cluster);
  const { what, command, at } = journal;
  const keeper = new JournalKeeper(world, state, journal);
  const names = await namesStillThere(world, cluster, journal);
  const how = names.length === 0 ? 'gone' : journal.inEffect ? 'finished' : 'undone';
  world.report({ type: 'note', level: 'warn', text: `${didNotEnd(journal)}; ${words(how, what)}` });
  if (how === 'undone') {
    const records = journal.records.filter(({ node }) => names.includes(node));
    const errors = await executeUndos(records, { table: rolloutUndos, place: world, journal: keeper });
    if (errors.length > 0)
      throw new Problem('repair-failed', `the change of "${command}" could not be undone completely`, {
        details: errors.map(messageOf).join('\n'),
        hint: `kind-audit doctor --name ${cluster}`,
      });
  }
  if (how !== 'gone') await clearNodes(names, world);
  const last = (await readRevisions(world, state)).at(-1);
  if (last?.outcome === 'begun')
    await writeRevision(
      world,
      state,
      how === 'finished'
        ? { ...last, outcome: 'in-effect' }
        : { ...last, outcome: 'undone', reason: 'it was interrupted' },
      null,
    );
  await keeper.end();
  return { how, what, command, at };
}

function words(how: Finished['how'], what: string): string {
  return how === 'gone' ? 'its cluster is gone' : `its change (${what}) is ${how} first`;
}

/**
 * Those of its nodes whose containers are still there: a cluster of the same name may be another one by now. Throws a Problem
 * where one of them does not run.
 */
async function namesStillThere(world: World, cluster: string, { nodes }: ChangeJournal): Promise<readonly string[]> {
  const engine = await world.engine();
  const containers = await nodesOf(engine, cluster, world.signal);
  const there = containers.filter(({ id }) => nodes.some((each) => each.id === id));
  const stopped = there.find(({ running, state }) => !running || state === 'paused');
  if (stopped === undefined) return there.map(({ name }) => name);
  throw new Problem(
    'node-stopped',
    `the node ${stopped.name} is ${stopped.state}, and holds a part of a change that did not end`,
    { hint: startHint(engine, stopped) },
  );
}

/** The cluster once nothing of an earlier change is left in it: one look at it, where nothing was. */
export async function finishAndLook(world: World, cluster: string): Promise<Situation> {
  if ((await readJournal(world, statePaths(world, cluster))) !== null) await finishEarlier(world, cluster);
  const situation = await lookAtCluster(world, cluster);
  const cleared = await clearLeft(
    situation.nodes.map(({ facts }) => facts),
    world,
  );
  return cleared === null ? situation : lookAtCluster(world, cluster);
}

async function clearWithoutJournal(world: World, cluster: string): Promise<Finished | null> {
  const engine = await world.engine();
  const seen: NodeFacts[] = [];
  for (const container of await nodesOf(engine, cluster, world.signal))
    if (container.role === 'control-plane' && container.running)
      seen.push(await readFacts(engine.node(container), world.signal));
  return clearLeft(seen, world);
}

async function clearLeft(seen: readonly NodeFacts[], world: World): Promise<Finished | null> {
  const names = seen.filter(({ left }) => Object.values(left).includes(true)).map(({ node }) => node);
  if (names.length === 0) return null;
  world.report({
    type: 'note',
    level: 'warn',
    text: `an earlier change left something in ${names.join(', ')}; it is cleared away first`,
  });
  await clearNodes(names, world);
  return { how: 'cleared', what: 'a change that is not known here', command: 'kind-audit', at: 'an unknown time' };
}
