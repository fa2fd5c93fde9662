// How an existing cluster differs from what was asked for, on every control plane, and which of that a change can make.
import type { World } from '../core/ports.ts';
import { auditArguments, rotationArguments } from '../kind/audit-settings.ts';
import { hasReadPolicy } from '../node/policy-age.ts';
import { readManifest, surveyNode, type NodeSurvey } from '../node/survey.ts';
import { lastInEffect, lastPolicySum, readRevisions } from '../state/revisions.ts';
import type { MachineFacts } from './look.ts';
import type { Settings } from './settings.ts';

/** An argument of API servers that has another value than it should have. */
export interface OtherArgument {
  readonly name: string;
  /** What it has on the first node that differs; null where it is not set. */
  readonly is: string | null;
  readonly wanted: string;
  /** The nodes that differ; null for all. */
  readonly nodes: readonly string[] | null;
}

export interface Differences {
  /** In words: what only a new cluster can have. */
  readonly fixed: readonly string[];
  /** Nodes whose server audits nothing. */
  readonly silent: readonly string[];
  /** Nodes whose policy file is another one. */
  readonly policy: readonly string[];
  /** Nodes whose policy file is the right one, and was changed after the server had read it. */
  readonly unread: readonly string[];
  readonly args: readonly OtherArgument[];
  /** What the arguments should be; nothing where none audits. */
  readonly wanted: ReadonlyMap<string, string>;
  /** All nodes that were compared. */
  readonly nodes: readonly string[];
}

/** What an argument that is not set means. Source: kube-apiserver's --help. */
const implied: Readonly<Record<string, string>> = { 'audit-log-format': 'json', 'audit-log-compress': 'false' };

/** Nothing can be proven by a log in another format. */
const provable = { 'audit-log-format': 'json' };

/** Where the policy is decides nothing: what is in it is compared. */
const compared = [...rotationArguments, 'audit-log-path', ...Object.keys(implied)];

interface SeenServer extends Pick<NodeSurvey, 'policy'> {
  readonly name: string;
  /** The arguments by name; null where the manifest cannot be read. */
  readonly args: ReadonlyMap<string, string> | null;
  /** Whether the server has read the policy file as it is now. */
  readonly hasRead: boolean;
}

/**
 * Compares. What nobody asked for is compared with the last change of the cluster, and with how kind-audit made it; of one that it
 * did not make, the first control plane is what the others are compared with.
 */
export async function differences(world: World, settings: Settings, facts: MachineFacts): Promise<Differences> {
  const { asked, record, policy } = settings;
  const planes = facts.existing.filter(({ role }) => role === 'control-plane');
  const workers = facts.existing.filter(({ role }) => role === 'worker').length;
  const fixed = [
    ...countIsOther('control planes', planes.length, asked.controlPlanes ?? record?.settings.controlPlanes),
    ...countIsOther('workers', workers, asked.workers ?? record?.settings.workers),
    ...imageIsOther(planes, asked.image ?? record?.settings.image ?? null),
  ];
  const lastSum = await lastPolicySum(world, settings.state, planes);
  const seen = await Promise.all(
    planes.map(async (container): Promise<SeenServer> => {
      const node = facts.engine.node(container);
      const read = await readManifest(node);
      const [{ policy: found }, hasRead] = await Promise.all([
        surveyNode(node, read),
        hasReadPolicy(node, read, lastSum, world),
      ]);
      return { name: container.name, args: read.manifest?.args ?? null, policy: found, hasRead };
    }),
  );
  const auditing = seen.filter(({ args }) => args?.has('audit-policy-file') === true);
  const silent = seen.filter(({ args }) => args?.has('audit-policy-file') === false);
  const known = await knownArguments(world, settings, planes);
  const rotated = {
    'audit-log-maxage': asked.maxAgeDays,
    'audit-log-maxbackup': asked.maxBackups,
    'audit-log-maxsize': asked.maxSizeMiB,
  };
  const wantedArgs = new Map<string, string>();
  for (const name of compared) {
    const value = { ...known, ...said({ ...rotated, ...provable }) }[name] ?? valueOf(auditing[0], name);
    // Where none audits, all arguments come with the auditing.
    if (value !== undefined && auditing.length > 0) wantedArgs.set(name, value);
  }
  const wanted = isAsked(settings) ? world.sha256(policy.bytes ?? policy.text) : (auditing[0]?.policy.sha256 ?? null);
  const hasOther = (server: SeenServer): boolean =>
    wanted !== null && server.policy.sha256 !== null && server.policy.sha256 !== wanted;
  return {
    fixed,
    silent: silent.map(({ name }) => name),
    policy: auditing.filter(hasOther).map(({ name }) => name),
    unread: auditing.filter((server) => !server.hasRead && !hasOther(server)).map(({ name }) => name),
    args: compared.flatMap((name) => argumentIsOther(name, wantedArgs.get(name), [...auditing, ...silent])),
    wanted: wantedArgs,
    nodes: planes.map(({ name }) => name),
  };
}

/** Whether a policy was asked for: by --policy, by settings or by the project's file, and not by default. */
export function isAsked({ policy, policyFile }: Pick<Settings, 'policy' | 'policyFile'>): boolean {
  return policy.chosen || policy.source === policyFile;
}

function countIsOther(what: string, is: number, wanted: number | undefined): readonly string[] {
  return wanted === undefined || is === wanted ? [] : [`${what}: is ${is}, asked for ${wanted}`];
}

function imageIsOther(planes: MachineFacts['existing'], wanted: string | null): readonly string[] {
  const others = planes.filter(({ image }) => wanted !== null && image !== wanted);
  const where = others.length === planes.length ? '' : ` of ${others.map(({ name }) => name).join(', ')}`;
  return others.length === 0 ? [] : [`image${where}: is ${others[0]?.image}, asked for ${wanted}`];
}

/** What the arguments should be where nobody says otherwise: as the last change of this cluster left them, or as it was made. */
async function knownArguments(
  world: World,
  { record, state }: Settings,
  planes: MachineFacts['existing'],
): Promise<Readonly<Record<string, string>>> {
  const last = lastInEffect(await readRevisions(world, state), planes);
  if (last?.audits === true) return { ...implied, ...last.args };
  return record === null ? {} : { ...implied, ...auditArguments(record.settings.rotation) };
}

/** As texts, without what is not said. */
function said(values: Readonly<Record<string, number | string | undefined>>): Readonly<Record<string, string>> {
  const texts = Object.entries(values).map(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return Object.fromEntries(texts.flat()) as Record<string, string>;
}

function valueOf(server: SeenServer | undefined, name: string): string | undefined {
  return server?.args?.get(name) ?? implied[name];
}

function argumentIsOther(
  name: string,
  wanted: string | undefined,
  servers: readonly SeenServer[],
): readonly OtherArgument[] {
  const others = servers.filter((server) => wanted !== undefined && valueOf(server, name) !== wanted);
  const [other] = others;
  if (other === undefined || wanted === undefined) return [];
  const nodes = others.length === servers.length ? null : others.map((server) => server.name);
  return [{ name, is: valueOf(other, name) ?? null, wanted, nodes }];
}
