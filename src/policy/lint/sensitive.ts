// Requests whose bodies carry secrets, and very frequent requests, as examples to try a policy with.
import { request, type PolicyRequest } from '../model/request.ts';

interface Kind {
  readonly name: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly verbs: readonly string[];
  /** Who sends it; by default a user whom no rule names. */
  readonly caller?: { readonly user: string; readonly groups: readonly string[] };
}

const changes = ['create', 'update', 'patch'];
const reads = ['get', 'list', 'watch'];

/** CIS Kubernetes Benchmark 3.2.2: these are logged at Metadata only. */
export const sensitiveKinds: readonly Kind[] = [
  { name: 'secrets', group: '', resource: 'secrets', verbs: [...changes, 'delete', ...reads] },
  { name: 'configmaps', group: '', resource: 'configmaps', verbs: [...changes, 'delete', ...reads] },
  { name: 'tokenreviews', group: 'authentication.k8s.io', resource: 'tokenreviews', verbs: ['create'] },
  { name: 'serviceaccounts/token', group: '', resource: 'serviceaccounts', subresource: 'token', verbs: ['create'] },
];

const node = { user: 'system:node:worker', groups: ['system:nodes', 'system:authenticated'] };

/** What nodes and controllers write every few seconds. */
export const frequentKinds: readonly Kind[] = [
  { name: 'leases', group: 'coordination.k8s.io', resource: 'leases', verbs: ['update'], caller: node },
  { name: 'events', group: '', resource: 'events', verbs: ['create', 'patch'] },
  { name: 'events.events.k8s.io', group: 'events.k8s.io', resource: 'events', verbs: ['create', 'patch'] },
  { name: 'nodes/status', group: '', resource: 'nodes', subresource: 'status', verbs: ['patch'], caller: node },
  { name: 'pods/status', group: '', resource: 'pods', subresource: 'status', verbs: ['patch'], caller: node },
];

/** A request for a verb on a kind. */
export function exampleOf(kind: Kind, verb: string): PolicyRequest {
  return request({
    ...(kind.caller ?? { user: 'jane', groups: ['system:authenticated'] }),
    verb,
    group: kind.group,
    resource: kind.resource,
    subresource: kind.subresource ?? '',
    namespace: kind.resource === 'nodes' ? '' : 'default',
    name: verb === 'create' || verb === 'list' || verb === 'watch' ? '' : 'example',
  });
}

/** Whether bodies of a verb are written at a level: a read has none before RequestResponse. */
export function writesBody(verb: string, level: string): boolean {
  return level === 'RequestResponse' || (level === 'Request' && !reads.includes(verb) && verb !== 'delete');
}
