// A mix of 28 requests as an API server sees them: nodes and controllers, people, probes.

const node = { user: 'system:node:worker-1', groups: ['system:nodes', 'system:authenticated'] };
const controller = { user: 'system:kube-controller-manager', groups: ['system:authenticated'] };
const scheduler = { user: 'system:kube-scheduler', groups: ['system:authenticated'] };
const admin = { user: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const proxy = { user: 'system:kube-proxy', groups: ['system:node-proxier', 'system:authenticated'] };
const account = {
  user: 'system:serviceaccount:app:web',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:app', 'system:authenticated'],
};
const nobody = { user: null, groups: [] };

const of = (caller, verb, group, resource, rest = {}) => ({
  ...caller,
  verb,
  namespace: '',
  group,
  resource,
  subresource: '',
  name: '',
  path: '',
  ...rest,
});
const at = (caller, path) => ({
  ...caller,
  verb: 'get',
  namespace: '',
  group: '',
  resource: '',
  subresource: '',
  name: '',
  path,
});

export const requests = [
  of(node, 'update', 'coordination.k8s.io', 'leases', { namespace: 'kube-node-lease', name: 'worker-1' }),
  of(node, 'patch', '', 'nodes', { subresource: 'status', name: 'worker-1' }),
  of(node, 'patch', '', 'pods', { namespace: 'app', subresource: 'status', name: 'web-1' }),
  of(node, 'get', '', 'nodes', { name: 'worker-1' }),
  of(node, 'watch', '', 'configmaps', { namespace: 'app', name: 'settings' }),
  of(node, 'create', '', 'serviceaccounts', { namespace: 'app', subresource: 'token', name: 'web' }),
  of(controller, 'update', 'coordination.k8s.io', 'leases', {
    namespace: 'kube-system',
    name: 'kube-controller-manager',
  }),
  of(controller, 'list', 'apps', 'replicasets'),
  of(controller, 'update', 'apps', 'deployments', { namespace: 'app', subresource: 'status', name: 'web' }),
  of(controller, 'create', '', 'pods', { namespace: 'app' }),
  of(controller, 'get', 'metrics.k8s.io', 'pods', { namespace: 'app' }),
  of(scheduler, 'create', '', 'pods', { namespace: 'app', subresource: 'binding', name: 'web-1' }),
  of(scheduler, 'patch', 'events.k8s.io', 'events', { namespace: 'app', name: 'web-1.x' }),
  of(proxy, 'watch', '', 'services'),
  of(proxy, 'watch', 'discovery.k8s.io', 'endpointslices'),
  of(admin, 'list', '', 'pods', { namespace: 'app' }),
  of(admin, 'get', '', 'secrets', { namespace: 'app', name: 'token' }),
  of(admin, 'create', '', 'pods', { namespace: 'app', subresource: 'exec', name: 'web-1' }),
  of(admin, 'patch', 'apps', 'deployments', { namespace: 'app', name: 'web' }),
  of(admin, 'delete', '', 'namespaces', { namespace: 'old', name: 'old' }),
  of(admin, 'create', 'rbac.authorization.k8s.io', 'clusterrolebindings'),
  of(account, 'get', '', 'configmaps', { namespace: 'app', name: 'settings' }),
  of(account, 'watch', 'example.com', 'widgets', { namespace: 'app' }),
  of(account, 'update', 'example.com', 'widgets', { namespace: 'app', subresource: 'status', name: 'w' }),
  of(nobody, 'list', '', 'secrets'),
  at({ user: 'system:anonymous', groups: ['system:unauthenticated'] }, '/livez'),
  at({ user: 'system:anonymous', groups: ['system:unauthenticated'] }, '/healthz'),
  at(admin, '/openapi/v3'),
];
