// Changes to the text of a ClusterConfiguration: the API server's extra arguments and volumes, without any other change.
import { dump } from 'js-yaml';
import { fieldsOf, type Fields } from '../core/fields.ts';
import type { ExtraVolume } from './audit-settings.ts';
import { documentsOf, isClusterConfiguration, scalarOf } from './kubeadm-config.ts';

/** What is to change; whatever is not named stays as it is. */
export interface ApiServerChange {
  /** Arguments to give, by name without dashes: added, or the value replaced where the name is there. */
  readonly set?: ReadonlyMap<string, string>;
  /** Names of arguments to remove. */
  readonly remove?: readonly string[];
  /** Volumes to give: each replaces those of its name, and those with its mountPath. */
  readonly volumes?: readonly ExtraVolume[];
  /** Names of volumes to remove. */
  readonly removeVolumes?: readonly string[];
  /** Paths that no argument names any more: volumes that are mounted there, or above, are removed. */
  readonly unmount?: readonly string[];
}

/**
 * The text with other arguments and volumes for the API server, in the form that it has: arguments as a map up to
 * v1beta3, as a list since v1beta4. Other documents of the text stay, comments do not; where nothing is to change, it
 * is the very same text. Null where the text has no ClusterConfiguration, or one whose API server has the wrong types.
 */
export function withApiServerAuditing(text: string, change: ApiServerChange): string | null {
  const documents = documentsOf(text);
  const at = documents.findIndex((document) => isClusterConfiguration(fieldsOf(document)));
  const found = fieldsOf(documents[at]);
  const apiServer = found['apiServer'] ?? {};
  if (at === -1 || !isMapping(apiServer)) return null;
  const { extraArgs, extraVolumes } = apiServer;
  const pairs = pairsOf(extraArgs);
  if (pairs === null || !(isAbsent(extraVolumes) || Array.isArray(extraVolumes))) return null;
  const args = changedArguments(pairs, change);
  const isMap = Array.isArray(extraArgs) ? false : isMapping(extraArgs) || hasMaps(scalarOf(found['apiVersion']));
  const volumes = changedVolumes((extraVolumes ?? []) as readonly unknown[], change);
  const changed = {
    ...apiServer,
    // An absent list stays absent.
    ...(isAbsent(extraArgs) && args.length === 0
      ? {}
      : { extraArgs: isMap ? Object.fromEntries(args.map(({ name, value }) => [name, value])) : args.map(asItem) }),
    ...(isAbsent(extraVolumes) && volumes.length === 0 ? {} : { extraVolumes: volumes }),
  };
  if (write([changed]) === write([apiServer])) return text;
  return write(documents.with(at, { ...found, apiServer: changed }));
}

/** An argument, and the item that it was read from where nothing of it changes. */
interface Pair {
  readonly name: unknown;
  readonly value: unknown;
  readonly item?: unknown;
}

/** The arguments of either form; null for a value that is neither. */
function pairsOf(extraArgs: unknown): readonly Pair[] | null {
  if (Array.isArray(extraArgs)) return extraArgs.map((item: unknown) => ({ ...namedOf(item), item }));
  if (isAbsent(extraArgs)) return [];
  return isMapping(extraArgs) ? Object.entries(extraArgs).map(([name, value]) => ({ name, value })) : null;
}

function namedOf(item: unknown): Pair {
  const { name, value } = fieldsOf(item);
  return { name, value };
}

function asItem({ name, value, item }: Pair): unknown {
  return item ?? { name, value };
}

/** A name that is to be set keeps its first place; further ones of it go, since the last would win. */
function changedArguments(pairs: readonly Pair[], { set = new Map(), remove = [] }: ApiServerChange): readonly Pair[] {
  const added = new Map(set);
  const kept = pairs.flatMap((pair): readonly Pair[] => {
    // The API server reads "_" as "-".
    const name = scalarOf(pair.name).replaceAll('_', '-');
    if (remove.includes(name)) return [];
    const value = set.get(name);
    if (value === undefined) return [pair];
    return added.delete(name) ? [{ name, value }] : [];
  });
  return [...kept, ...[...added].map(([name, value]) => ({ name, value }))];
}

/** A volume that replaces others stands in the place of the first of them. */
function changedVolumes(
  there: readonly unknown[],
  { volumes = [], removeVolumes = [], unmount = [] }: ApiServerChange,
): readonly unknown[] {
  const added = new Set(volumes);
  const kept = there.flatMap((item): readonly unknown[] => {
    const { name, mountPath } = fieldsOf(item);
    const wanted = volumes.find((each) => each.name === name || each.mountPath === mountPath);
    if (wanted !== undefined) return added.delete(wanted) ? [volumeItem(wanted)] : [];
    const folder = typeof mountPath === 'string' ? `${mountPath.replace(/\/$/, '')}/` : null;
    const isOver = folder !== null && unmount.some((path) => `${path}/`.startsWith(folder));
    return isOver || removeVolumes.includes(scalarOf(name)) ? [] : [item];
  });
  return [...kept, ...[...added].map(volumeItem)];
}

/** As kubeadm writes it: fields in the order of their names, and none that is empty. */
function volumeItem({ name, hostPath, mountPath, readOnly, pathType }: ExtraVolume): Fields {
  return {
    hostPath,
    mountPath,
    name,
    ...(pathType === '' ? {} : { pathType }),
    ...(readOnly ? { readOnly } : {}),
  };
}

/** Whether arguments are a map in this version. Source: kubeadm's apis/kubeadm/v1beta4/types.go. */
function hasMaps(apiVersion: string): boolean {
  return /\/v1(?:alpha\d+|beta[123])$/.test(apiVersion);
}

/**
 * Quotes around every text: kubeadm rejects an argument that YAML reads as a number or a boolean. References stay, since
 * a text that was edited by hand may refer to itself.
 */
function write(documents: readonly unknown[]): string {
  return documents
    .map((document) => dump(document, { lineWidth: -1, forceQuotes: true, quoteStyle: 'double' }))
    .join('---\n');
}

function isMapping(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
