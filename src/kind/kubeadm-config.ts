// What kubeadm was configured with for the API server: the ClusterConfiguration in a node's kubeadm.conf or in the ConfigMap.
import { loadAll } from 'js-yaml';
import { fieldsOf, listOf, type Fields } from '../core/fields.ts';
import type { ExtraVolume } from './audit-settings.ts';

export interface KubeadmConfig {
  /** For instance kubeadm.k8s.io/v1beta4. */
  readonly apiVersion: string;
  /** The API server's extra arguments by name, without dashes. */
  readonly args: ReadonlyMap<string, string>;
  readonly volumes: readonly ExtraVolume[];
}

/** Reads the ClusterConfiguration among the documents of a text, as far as it has the types of one; null without one. */
export function parseKubeadmConfig(text: string): KubeadmConfig | null {
  const found = documentsOf(text).map(fieldsOf).find(isClusterConfiguration);
  if (found === undefined) return null;
  const { extraArgs, extraVolumes } = fieldsOf(found['apiServer']);
  return {
    apiVersion: scalarOf(found['apiVersion']),
    args: readArguments(extraArgs),
    volumes: listOf(extraVolumes)
      .map(fieldsOf)
      .map((volume) => ({
        name: scalarOf(volume['name']),
        hostPath: scalarOf(volume['hostPath']),
        mountPath: scalarOf(volume['mountPath']),
        readOnly: volume['readOnly'] === true,
        pathType: scalarOf(volume['pathType']),
      })),
  };
}

/** A text, number or truth value as text; "" for anything else. */
export function scalarOf(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
}

/**
 * A map up to v1beta3, a list of {name, value} since v1beta4; of a name that is given more than once the last is in
 * effect. Source: kubeadm's apis/kubeadm/v1beta4/types.go.
 */
function readArguments(value: unknown): ReadonlyMap<string, string> {
  const pairs: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.map(fieldsOf).map((each) => [scalarOf(each['name']), each['value']])
    : Object.entries(fieldsOf(value));
  // The API server reads "_" as "-".
  return new Map(pairs.map(([name, each]) => [name.replaceAll('_', '-'), scalarOf(each)]));
}

/** Whether a document is the configuration of a cluster. */
export function isClusterConfiguration({ kind }: Fields): boolean {
  return kind === 'ClusterConfiguration';
}

/** The documents of a text; none where it is not YAML. */
export function documentsOf(text: string): readonly unknown[] {
  try {
    return loadAll(text);
  } catch {
    return [];
  }
}
