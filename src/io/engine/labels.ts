// The labels by which kind marks its containers. Source: kind pkg/cluster/internal/providers/docker/constants.go.

export const CLUSTER_LABEL = 'io.x-k8s.kind.cluster';
export const ROLE_LABEL = 'io.x-k8s.kind.role';
