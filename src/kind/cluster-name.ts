// Names of kind clusters and of their nodes, and how many nodes there may be.
import type { Limits } from '../core/limited-number.ts';

/** Linux allows 64 characters in a host name; kind adds up to 23 of its own ("-external-load-balancer"). */
const LONGEST = 41;

/**
 * Why a text cannot be a cluster name, or null when it can. Stricter than kind, which also accepts a
 * leading dot or dash: a container's name cannot begin with those.
 * Source: kind pkg/internal/apis/config/validate.go.
 */
export function clusterNameProblem(name: string): string | null {
  if (name === '') return 'a name is needed';
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(name))
    return 'only lower-case letters, digits, "." and "-" are allowed, and a letter or digit first';
  if (name.length > LONGEST)
    return `longer than ${LONGEST} characters, so the node names would be too long for a host name`;
  return null;
}

/** How many nodes of each sort a cluster can be asked for. */
export const nodeLimits = {
  controlPlanes: { least: 1, most: 9 },
  workers: { least: 0, most: 50 },
} as const satisfies Readonly<Record<string, Limits>>;

/** The control planes' names in the order of their creation. Source: kind …/providers/common/namer.go. */
export function controlPlaneNames(cluster: string, count: number): readonly string[] {
  return numbered(`${cluster}-control-plane`, count);
}

/** The names of all containers of a cluster. With several control planes kind adds a load balancer. */
export function containerNames(cluster: string, controlPlanes: number, workers: number): readonly string[] {
  return [
    ...controlPlaneNames(cluster, controlPlanes),
    ...numbered(`${cluster}-worker`, workers),
    ...(controlPlanes > 1 ? [`${cluster}-external-load-balancer`] : []),
  ];
}

function numbered(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${name}${index === 0 ? '' : index + 1}`);
}

/** The context that kind writes into the kubeconfig. */
export function contextName(cluster: string): string {
  return `kind-${cluster}`;
}

/** The cluster of a control plane, by the name that kind gives the node. */
export function clusterOfNode(node: string): string {
  return node.replace(/-control-plane\d*$/, '');
}
