// The policy of a cluster in its places: in effect on each API server, in the file that its manifest names, in the project.
import { readNamed } from '../core/named-file.ts';
import type { NodeContainer, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { targetFor } from '../doctor/target.ts';
import type { Target } from '../doctor/check.ts';
import { flagsOf } from '../kind/flags.ts';
import { POLICY_NAME } from '../kind/paths.ts';
import type { Inspection } from '../node/inspection.ts';
import { unreadFor } from '../node/policy-age.ts';
import { didNotEnd, readJournal } from '../rollout/journal.ts';
import { startHint } from '../node/start-command.ts';
import type { NodeSurvey } from '../node/survey.ts';
import { policyInWords } from '../settings/enforced-policy.ts';
import { placeText } from '../settings/place.ts';
import type { SettingsInEffect } from '../settings/settings.ts';
import { statePaths, type StatePaths } from '../state/cluster-state.ts';
import { lastInEffect, readRevisions, revisionPolicy } from '../state/revisions.ts';
import { filesFor } from './layers.ts';
import { MOST_POLICY_BYTES, readPolicyOfSettings } from './policy-source.ts';

/** What an API server decides by. */
export type InEffect =
  /** The file that it was started with, which is as it was then. */
  | { readonly how: 'file'; readonly sha256: string }
  /** The file was changed by so many seconds after its start; what it was before is known from the history, or not at all. */
  | { readonly how: 'older'; readonly late: number; readonly sha256: string | null }
  | { readonly how: 'nothing' }
  | { readonly how: 'unknown'; readonly why: string };

/** The checksum of what a server decides by; null where that is not known, or nothing. */
export function sumInEffect(inEffect: InEffect): string | null {
  return 'sha256' in inEffect ? inEffect.sha256 : null;
}

export interface ServerPolicy {
  readonly node: string;
  readonly inEffect: InEffect;
  /** The policy file in the node that the manifest names; null where it names none, or cannot be read. */
  readonly deployed: { readonly path: string; readonly sha256: string | null; readonly size: number } | null;
}

/** A policy that is known by more than its checksum. */
export interface NamedPolicy {
  readonly sha256: string;
  /** The number of the revision that made it the policy in effect. */
  readonly revision: number;
}

export interface PolicyPlaces {
  readonly cluster: string;
  readonly servers: readonly ServerPolicy[];
  /** What `policy apply` would put into effect; null where nothing says that. */
  readonly project: { readonly where: string; readonly file: string | null; readonly sha256: string | null } | null;
  /** The copy on this host that all nodes mount; null for a cluster that kind-audit did not make. */
  readonly copy: { readonly path: string; readonly sha256: string | null } | null;
  /** The policy of the last change that is in effect; null where no change was made, or that one audits nothing. */
  readonly last: NamedPolicy | null;
  /** A change that did not end, or is at work now, in words; null for none. */
  readonly change: string | null;
}

/** Looks at all of them. Throws a Problem where the cluster is not there, or none of its control planes runs. */
export async function readPolicyPlaces(
  world: World,
  cluster: string,
  inEffect: SettingsInEffect,
): Promise<PolicyPlaces> {
  const engine = await world.engine();
  const target = await targetFor(world, engine, cluster);
  const planes = target.containers.filter(({ role }) => role === 'control-plane');
  const [down] = planes;
  if (down === undefined) throw new Problem('cluster-missing', `the cluster "${cluster}" has no control plane`);
  if (!planes.some(isUp))
    throw new Problem('node-stopped', `the node ${down.name} is ${down.state}`, { hint: startHint(engine, down) });
  const state = statePaths(world, cluster);
  const last = await lastPolicy(world, state, planes);
  const journal = await readJournal(world, state);
  return {
    cluster,
    servers: await Promise.all(planes.map((container) => lookAtServer(target, container, last))),
    project: await projectPlace(world, cluster, target, inEffect),
    copy:
      target.policy === null
        ? null
        : { path: target.policy.deployed, sha256: await sumOf(world, target.policy.deployed) },
    last,
    change: journal === null ? null : didNotEnd(journal),
  };
}

function isUp({ running, state }: NodeContainer): boolean {
  return running && state !== 'paused';
}

async function sumOf(world: World, path: string): Promise<string | null> {
  const bytes = await readNamed(world, path, MOST_POLICY_BYTES);
  return bytes === null ? null : world.sha256(bytes);
}

async function lastPolicy(
  world: World,
  state: StatePaths,
  planes: readonly NodeContainer[],
): Promise<NamedPolicy | null> {
  const last = lastInEffect(await readRevisions(world, state), planes);
  const policy = last === undefined ? null : await revisionPolicy(world, state, last.revision);
  return last === undefined || policy === null ? null : { sha256: world.sha256(policy), revision: last.revision };
}

async function projectPlace(
  world: World,
  cluster: string,
  { record }: Pick<Target, 'record'>,
  inEffect: SettingsInEffect,
): Promise<PolicyPlaces['project']> {
  const [ofSettings] = filesFor(inEffect, cluster).before.flatMap(({ content }) => content.policy ?? []);
  const named = inEffect.enforced.policy ?? ofSettings;
  if (named !== undefined) {
    const { text, bytes } = await readPolicyOfSettings(world, named);
    const where = `${policyInWords(named.value)}, as ${placeText(named.place)} says`;
    return { where, file: null, sha256: world.sha256(bytes ?? text) };
  }
  if (record === null) return null;
  const file = `${record.dir}/${POLICY_NAME}`;
  return { where: file, file, sha256: await sumOf(world, file) };
}

async function lookAtServer(target: Target, container: NodeContainer, last: NamedPolicy | null): Promise<ServerPolicy> {
  const node = target.controlPlanes.find(({ name }) => name === container.name);
  if (node === undefined || !isUp(container))
    return {
      node: container.name,
      inEffect: { how: 'unknown', why: `the node is ${container.state}` },
      deployed: null,
    };
  const [survey, inspection] = await Promise.all([target.survey(node), target.inspect(node)]);
  const { manifest, policy } = survey;
  return {
    node: node.name,
    inEffect: judge(survey, inspection, last),
    deployed:
      manifest?.args.has('audit-policy-file') === true
        ? { path: policy.path, sha256: policy.sha256, size: policy.size }
        : null,
  };
}

/** What the server's own process says: with which file it was started, when, and what is in that file now, as it sees it. */
function judge({ manifest }: NodeSurvey, { server, seenPolicy }: Inspection, last: NamedPolicy | null): InEffect {
  if (server === null) return { how: 'unknown', why: 'no API server runs' };
  const path = flagsOf(server.args).findLast(({ name }) => name === 'audit-policy-file')?.value;
  if (path === undefined) return { how: 'nothing' };
  if (path !== manifest?.args.get('audit-policy-file'))
    return { how: 'unknown', why: `it was started with --audit-policy-file=${path}, which its manifest does not say` };
  if (seenPolicy === null || seenPolicy.sha256 === null)
    return { how: 'unknown', why: `it was started with ${path}, which is no file any more` };
  const late = unreadFor(seenPolicy, server, last?.sha256 ?? null);
  if (late === null) return { how: 'file', sha256: seenPolicy.sha256 };
  return { how: 'older', late, sha256: last?.sha256 ?? null };
}
