// The labels by which kind marks its containers. Source: kind pkg/cluster/internal/providers/docker/constants.go.

export const CLUSTER_LABEL = 'io.x-k8s.kind.cluster';
export const ROLE_LABEL = 'io.x-k8s.kind.role';

/** The value of an engine's label filter for the containers of one cluster, or of all (null). */
export function clusterFilter(cluster: string | null): string {
  return cluster === null ? CLUSTER_LABEL : `${CLUSTER_LABEL}=${cluster}`;
}
