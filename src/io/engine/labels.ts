// The labels by which kind marks its containers. Source: kind pkg/cluster/internal/providers/docker/constants.go.

export const CLUSTER_LABEL = 'io.x-k8s.kind.cluster';
export const ROLE_LABEL = 'io.x-k8s.kind.role';

/** What an engine's filter by label is given for the containers of one cluster, or of all (null). */
export function clusterFilter(cluster: string | null): string {
  return cluster === null ? CLUSTER_LABEL : `${CLUSTER_LABEL}=${cluster}`;
}
