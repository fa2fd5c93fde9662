// A cluster that exists already: whether it is whole, and why one with other settings is not changed.
import type { NodeContainer, World } from '../core/ports.ts';
import { formatDuration } from '../core/duration.ts';
import { Problem } from '../core/problem.ts';
import { hasAdminKubeconfig } from '../node/kubernetes-nodes.ts';
import { startHint } from '../node/start-command.ts';
import { pasteable } from '../core/shell-quote.ts';
import { isConfigEdited } from './edited-config.ts';
import { downCommand, remakeCommand, upCommand } from '../state/cluster-commands.ts';
import { changeableLines } from './difference-lines.ts';
import type { Differences } from './differences.ts';
import type { MachineFacts } from './look.ts';
import { howWanted, howWantedOf, type Settings } from './settings.ts';

/** Throws a Problem unless every node runs and kubeadm has finished. */
export async function requireWholeCluster(world: World, settings: Settings, facts: MachineFacts): Promise<void> {
  const { existing, engine } = facts;
  const unstarted = existing.find(({ state }) => state === 'created');
  if (unstarted !== undefined)
    throw unfinished(world, settings, unstarted, `its node ${unstarted.name} was never started`);
  const stopped = existing.find(({ running }) => !running);
  if (stopped !== undefined) {
    throw new Problem(
      'node-stopped',
      `the cluster "${settings.name}" exists, but its node ${stopped.name} is ${stopped.state}`,
      { hint: startHint(engine, stopped) },
    );
  }
  const plane = existing.find(({ role }) => role === 'control-plane');
  if (plane === undefined) throw unfinished(world, settings, existing[0], 'it has no control plane');
  if (!(await hasAdminKubeconfig(engine.node(plane), world.signal)))
    throw unfinished(world, settings, plane, `kubeadm has not finished in ${plane.name}`);
  await noteEditedConfig(world, settings);
}

/** Throws the Problem `cluster-differs` where a change of the cluster alone cannot make what was asked for. */
export function requireChangeable(settings: Settings, found: Differences): void {
  if (found.fixed.length === 0) return;
  const changeable = changeableLines(settings, found);
  throw new Problem('cluster-differs', differs(settings), {
    details: [
      ...found.fixed.map((line) => `${line} (only a new cluster can have that)`),
      ...changeable.map((line) => `${line} (can be changed)`),
    ].join('\n'),
    hint: `${remakeCommand(howWanted(settings))} (its log is lost); or ${changeable.length === 0 ? '' : 'ask only for what can be changed; or '}use another --name`,
  });
}

/** The Problem of a cluster that could be changed, and nobody is there to agree. */
export function unansweredProblem(settings: Settings, found: Differences): Problem {
  return new Problem('cluster-differs', differs(settings), {
    details: changeableLines(settings, found).join('\n'),
    hint: `to change it: ${upCommand(howWantedOf(settings), '--yes')}`,
  });
}

function differs({ name }: Settings): string {
  return `the cluster "${name}" exists with other settings; nothing was changed`;
}

/** Reports that kind-config.yaml is not what the cluster was made from: nothing reads it any more. */
async function noteEditedConfig(world: World, settings: Settings): Promise<void> {
  const { configFile, record } = settings;
  if (!(await isConfigEdited(world, record))) return;
  const made = howWanted(settings);
  const where = made.kubeconfig === null ? [] : ['--kubeconfig', made.kubeconfig];
  const create = pasteable(['kind', 'create', 'cluster', '--name', made.name, '--config', configFile, ...where]);
  world.report({
    type: 'note',
    level: 'warn',
    text: `${configFile} was edited since the cluster was made, and kind reads it only then; to use it and lose the cluster: ${downCommand(made)} && ${create}`,
  });
}

/** It may be that another run, with another state folder, is at work on it right now. */
function unfinished(
  { clock }: Pick<World, 'clock'>,
  settings: Settings,
  container: NodeContainer | undefined,
  why: string,
): Problem {
  const age = Math.max(0, clock.now().getTime() - (container?.created ?? 0));
  const made = howWanted(settings);
  return new Problem(
    'cluster-unhealthy',
    `the cluster "${settings.name}" is being made by another run, or its creation was interrupted: ${why}`,
    {
      ...(container === undefined ? {} : { details: `${container.name} was created ${formatDuration(age)} ago` }),
      hint: `if another run is at work, wait for it, then: ${upCommand(made)}; if none is: ${downCommand(made)}`,
    },
  );
}
