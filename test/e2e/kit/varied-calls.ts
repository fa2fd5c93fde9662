// Calls of every kind that a policy distinguishes. None of them needs to succeed: the audit log has them anyway.
import type { Call } from './api-client.ts';

const get = (url: string): Call => ({ method: 'GET', url });
const core = '/api/v1';
const app = '/api/v1/namespaces/app';
const system = '/api/v1/namespaces/kube-system';
const patch = { 'content-type': 'application/merge-patch+json' };

export const calls: readonly Call[] = [
  // Other paths than resources.
  ...['/', '/healthz', '/healthz/etcd', '/livez?verbose', '/version', '/version/', '/swagger.json', '/metrics'].map(
    get,
  ),
  ...['/api', '/api/v1', '/apis', '/apis/apps', '/apis/apps/v1', '/openapi/v2', '/no/such/path', '/API/v1/pods'].map(
    get,
  ),
  { method: 'HEAD', url: '/healthz' },
  { method: 'POST', url: '/healthz' },
  // Reads.
  ...['pods', 'secrets', 'configmaps', 'events', 'nodes', 'namespaces', 'endpoints', 'no-such-things'].map((name) =>
    get(`${core}/${name}?limit=1`),
  ),
  ...[
    'pods/web',
    'pods/web/log',
    'pods/web/status',
    'pods/web/exec?command=id',
    'secrets/s',
    'services/s:80/proxy/a/b',
  ].map((name) => get(`${app}/${name}`)),
  ...['configmaps/x', 'endpoints/x', 'events/x', 'services/x/status'].map((name) => get(`${system}/${name}`)),
  ...['', '/status', '/finalize'].map((part) => get(`/api/v1/namespaces/app${part}`)),
  ...['nodes/n', 'nodes/n/status', 'nodes/n/proxy/metrics'].map((name) => get(`${core}/${name}`)),
  ...[
    '/apis/apps/v1/deployments?limit=1',
    '/apis/apps/v1/namespaces/app/deployments/web/scale',
    '/apis/metrics.k8s.io/v1beta1/nodes',
  ].map(get),
  ...['/apis/example.com/v1/widgets', '/apis/coordination.k8s.io/v1/namespaces/app/leases/x'].map(get),
  { method: 'HEAD', url: `${app}/pods/web` },
  { method: 'OPTIONS', url: `${app}/pods` },
  get(`${app}/pods?fieldSelector=metadata.name%3Dweb`),
  get(`${app}/secrets?fieldSelector=metadata.name=s,type=Opaque&labelSelector=a%20in%20(b,c)`),
  get(`${app}/pods/a%2Fb`),
  get(`${app}//pods`),
  // Watches, the old form and one that is none.
  ...['services', 'endpoints', 'pods', 'secrets'].map((name) => get(`${core}/${name}?watch=1&timeoutSeconds=1`)),
  get(`${core}/pods?watch=false`),
  get(`${core}/watch/pods?timeoutSeconds=1`),
  get(`${core}/proxy/nodes/n`),
  // An address that the API server answers before it asks the policy.
  get(`${core}/watch`),
  // Changes.
  { method: 'POST', url: `${app}/pods`, body: { apiVersion: 'v1', kind: 'Pod' } },
  {
    method: 'POST',
    url: `${app}/secrets?dryRun=All`,
    body: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } },
  },
  { method: 'POST', url: `${app}/configmaps`, body: {} },
  { method: 'POST', url: `${app}/events`, body: {} },
  { method: 'POST', url: `${app}/pods/web/exec?command=id` },
  { method: 'POST', url: `${app}/pods/web/portforward` },
  { method: 'POST', url: `${app}/pods/web/eviction`, body: {} },
  { method: 'POST', url: `${app}/pods/web/binding`, body: {} },
  { method: 'POST', url: `${app}/serviceaccounts/web/token`, body: {} },
  { method: 'POST', url: '/apis/authentication.k8s.io/v1/tokenreviews', body: { spec: { token: 'x' } } },
  { method: 'POST', url: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body: { spec: {} } },
  { method: 'PUT', url: `${core}/nodes/n/status`, body: {} },
  { method: 'PUT', url: `${system}/endpoints/x`, body: {} },
  { method: 'PUT', url: `${system}/configmaps/x`, body: {} },
  { method: 'PATCH', url: `${core}/nodes/n/status`, body: {}, headers: patch },
  { method: 'PATCH', url: `${app}/pods/web/status`, body: {}, headers: patch },
  { method: 'PATCH', url: '/apis/apps/v1/namespaces/app/deployments/web', body: {}, headers: patch },
  { method: 'PATCH', url: '/apis/apps/v1/namespaces/app/deployments/web/scale', body: {}, headers: patch },
  { method: 'DELETE', url: `${app}/pods/web` },
  { method: 'DELETE', url: `${app}/pods?labelSelector=no=thing` },
  { method: 'DELETE', url: `${app}/secrets` },
  { method: 'DELETE', url: '/api/v1/namespaces/no-such-namespace' },
  { method: 'DELETE', url: '/apis/example.com/v1/namespaces/app/widgets/w' },
  // Impersonation: the policy sees who really asks.
  { method: 'GET', url: `${app}/secrets`, headers: { 'impersonate-user': 'system:kube-proxy' } },
];
