// The resources that kubectl knows without asking a server: group, whether they live in a namespace, short names.

export interface KindRow {
  readonly resource: string;
  readonly group: string;
  readonly namespaced: boolean;
  readonly short: readonly string[];
}

const row = (resource: string, group: string, namespaced: boolean, short = ''): KindRow => ({
  resource,
  group,
  namespaced,
  short: short === '' ? [] : short.split(' '),
});

const rbac = 'rbac.authorization.k8s.io';

export const kinds: readonly KindRow[] = [
  row('pods', '', true, 'po'),
  row('services', '', true, 'svc'),
  row('configmaps', '', true, 'cm'),
  row('secrets', '', true),
  row('serviceaccounts', '', true, 'sa'),
  row('persistentvolumeclaims', '', true, 'pvc'),
  row('endpoints', '', true, 'ep'),
  row('events', '', true, 'ev'),
  row('replicationcontrollers', '', true, 'rc'),
  row('resourcequotas', '', true, 'quota'),
  row('limitranges', '', true, 'limits'),
  row('namespaces', '', false, 'ns'),
  row('nodes', '', false, 'no'),
  row('persistentvolumes', '', false, 'pv'),
  row('deployments', 'apps', true, 'deploy'),
  row('daemonsets', 'apps', true, 'ds'),
  row('statefulsets', 'apps', true, 'sts'),
  row('replicasets', 'apps', true, 'rs'),
  row('jobs', 'batch', true),
  row('cronjobs', 'batch', true, 'cj'),
  row('ingresses', 'networking.k8s.io', true, 'ing'),
  row('networkpolicies', 'networking.k8s.io', true, 'netpol'),
  row('ingressclasses', 'networking.k8s.io', false),
  row('horizontalpodautoscalers', 'autoscaling', true, 'hpa'),
  row('poddisruptionbudgets', 'policy', true, 'pdb'),
  row('roles', rbac, true),
  row('rolebindings', rbac, true),
  row('clusterroles', rbac, false),
  row('clusterrolebindings', rbac, false),
  row('storageclasses', 'storage.k8s.io', false, 'sc'),
  row('customresourcedefinitions', 'apiextensions.k8s.io', false, 'crd crds'),
  row('certificatesigningrequests', 'certificates.k8s.io', false, 'csr'),
  row('validatingwebhookconfigurations', 'admissionregistration.k8s.io', false),
  row('mutatingwebhookconfigurations', 'admissionregistration.k8s.io', false),
  row('leases', 'coordination.k8s.io', true),
  row('endpointslices', 'discovery.k8s.io', true),
  row('priorityclasses', 'scheduling.k8s.io', false, 'pc'),
];
