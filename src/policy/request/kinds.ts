// The resources of Kubernetes itself: group, whether they live in a namespace, short names, subresources.
// Source: api/discovery of k8s.io/kubernetes 1.36, every version of every group.

export interface KindRow {
  readonly resource: string;
  readonly group: string;
  readonly namespaced: boolean;
  readonly short: readonly string[];
  readonly subresources: readonly string[];
}

const words = (text: string): readonly string[] => (text === '' ? [] : text.split(' '));

const row = (resource: string, group: string, namespaced: boolean, short = '', subresources = ''): KindRow => ({
  resource,
  group,
  namespaced,
  short: words(short),
  subresources: words(subresources),
});

const admission = 'admissionregistration.k8s.io';
const authorization = 'authorization.k8s.io';
const certificates = 'certificates.k8s.io';
const coordination = 'coordination.k8s.io';
const devices = 'resource.k8s.io';
const flowcontrol = 'flowcontrol.apiserver.k8s.io';
const networking = 'networking.k8s.io';
const rbac = 'rbac.authorization.k8s.io';
const scheduling = 'scheduling.k8s.io';
const storage = 'storage.k8s.io';

const pod = 'attach binding ephemeralcontainers eviction exec log portforward proxy resize status';

/** Where two groups have a resource of one name, the one that kubectl chooses comes first. */
export const kinds: readonly KindRow[] = [
  row('bindings', '', true),
  row('componentstatuses', '', false, 'cs'),
  row('configmaps', '', true, 'cm'),
  row('endpoints', '', true, 'ep'),
  row('events', '', true, 'ev'),
  row('limitranges', '', true, 'limits'),
  row('namespaces', '', false, 'ns', 'finalize status'),
  row('nodes', '', false, 'no', 'proxy status'),
  row('persistentvolumeclaims', '', true, 'pvc', 'status'),
  row('persistentvolumes', '', false, 'pv', 'status'),
  row('pods', '', true, 'po', pod),
  row('podtemplates', '', true),
  row('replicationcontrollers', '', true, 'rc', 'scale status'),
  row('resourcequotas', '', true, 'quota', 'status'),
  row('secrets', '', true),
  row('serviceaccounts', '', true, 'sa', 'token'),
  row('services', '', true, 'svc', 'proxy status'),
  row('mutatingadmissionpolicies', admission, false),
  row('mutatingadmissionpolicybindings', admission, false),
  row('mutatingwebhookconfigurations', admission, false),
  row('validatingadmissionpolicies', admission, false, '', 'status'),
  row('validatingadmissionpolicybindings', admission, false),
  row('validatingwebhookconfigurations', admission, false),
  row('customresourcedefinitions', 'apiextensions.k8s.io', false, 'crd crds', 'status'),
  row('apiservices', 'apiregistration.k8s.io', false, '', 'status'),
  row('controllerrevisions', 'apps', true),
  row('daemonsets', 'apps', true, 'ds', 'status'),
  row('deployments', 'apps', true, 'deploy', 'scale status'),
  row('replicasets', 'apps', true, 'rs', 'scale status'),
  row('statefulsets', 'apps', true, 'sts', 'scale status'),
  row('selfsubjectreviews', 'authentication.k8s.io', false),
  row('tokenreviews', 'authentication.k8s.io', false),
  row('localsubjectaccessreviews', authorization, true),
  row('selfsubjectaccessreviews', authorization, false),
  row('selfsubjectrulesreviews', authorization, false),
  row('subjectaccessreviews', authorization, false),
  row('horizontalpodautoscalers', 'autoscaling', true, 'hpa', 'status'),
  row('cronjobs', 'batch', true, 'cj', 'status'),
  row('jobs', 'batch', true, '', 'status'),
  row('certificatesigningrequests', certificates, false, 'csr', 'approval status'),
  row('clustertrustbundles', certificates, false),
  row('podcertificaterequests', certificates, true, '', 'status'),
  row('leasecandidates', coordination, true),
  row('leases', coordination, true),
  row('endpointslices', 'discovery.k8s.io', true),
  row('events', 'events.k8s.io', true, 'ev'),
  row('flowschemas', flowcontrol, false, '', 'status'),
  row('prioritylevelconfigurations', flowcontrol, false, '', 'status'),
  row('storageversions', 'internal.apiserver.k8s.io', false, '', 'status'),
  row('ingressclasses', networking, false),
  row('ingresses', networking, true, 'ing', 'status'),
  row('ipaddresses', networking, false, 'ip'),
  row('networkpolicies', networking, true, 'netpol'),
  row('servicecidrs', networking, false, '', 'status'),
  row('runtimeclasses', 'node.k8s.io', false),
  row('poddisruptionbudgets', 'policy', true, 'pdb', 'status'),
  row('clusterrolebindings', rbac, false),
  row('clusterroles', rbac, false),
  row('rolebindings', rbac, true),
  row('roles', rbac, true),
  row('deviceclasses', devices, false),
  row('devicetaintrules', devices, false, '', 'status'),
  row('resourceclaims', devices, true, '', 'status'),
  row('resourceclaimtemplates', devices, true),
  row('resourcepoolstatusrequests', devices, false, '', 'status'),
  row('resourceslices', devices, false),
  row('podgroups', scheduling, true, '', 'status'),
  row('priorityclasses', scheduling, false, 'pc'),
  row('workloads', scheduling, true),
  row('csidrivers', storage, false),
  row('csinodes', storage, false),
  row('csistoragecapacities', storage, true),
  row('storageclasses', storage, false, 'sc'),
  row('volumeattachments', storage, false, '', 'status'),
  row('volumeattributesclasses', storage, false, 'vac'),
  row('storageversionmigrations', 'storagemigration.k8s.io', false, '', 'status'),
];

/** "pod" of "pods": the kind in lower case. */
export function singular(resource: string): string {
  if (resource.endsWith('ies')) return `${resource.slice(0, -3)}y`;
  return resource.endsWith('sses') ? resource.slice(0, -2) : resource.replace(/s$/, '');
}
