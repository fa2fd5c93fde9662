// Kinds of request whose bodies carry secrets, and kinds that are very frequent.
import type { Policy } from '../model/policy.ts';
import { reachedRules, type Senders, type Sort } from './reach.ts';

interface Kind extends Sort {
  readonly name: string;
  readonly verbs: readonly string[];
}

const changes = ['create', 'update', 'patch'];
const reads = ['get', 'list', 'watch'];
const all = [...changes, 'delete', 'deletecollection', ...reads];

/** CIS Kubernetes Benchmark 3.2.2: these are logged at Metadata only. */
export const sensitiveKinds: readonly Kind[] = [
  { name: 'secrets', group: '', resource: 'secrets', subresource: '', namespaced: true, verbs: all },
  { name: 'configmaps', group: '', resource: 'configmaps', subresource: '', namespaced: true, verbs: all },
  {
    name: 'tokenreviews',
    group: 'authentication.k8s.io',
    resource: 'tokenreviews',
    subresource: '',
    namespaced: false,
    verbs: ['create'],
  },
  {
    name: 'serviceaccounts/token',
    group: '',
    resource: 'serviceaccounts',
    subresource: 'token',
    namespaced: true,
    verbs: ['create'],
  },
];

const nodes: Senders = { users: 'system:node:', groups: ['system:nodes', 'system:authenticated'], further: null };
/** Nodes, controllers and the like; a person writes few events, and no lease. */
const components: Senders = { users: 'system:', groups: ['system:authenticated'], further: 'system:' };

/** What nodes and controllers write every few seconds. */
export const frequentKinds: readonly Kind[] = [
  {
    name: 'leases',
    group: 'coordination.k8s.io',
    resource: 'leases',
    subresource: '',
    namespaced: true,
    verbs: ['update'],
    senders: components,
  },
  {
    name: 'events',
    group: '',
    resource: 'events',
    subresource: '',
    namespaced: true,
    verbs: ['create', 'patch'],
    senders: components,
  },
  {
    name: 'events.events.k8s.io',
    group: 'events.k8s.io',
    resource: 'events',
    subresource: '',
    namespaced: true,
    verbs: ['create', 'patch'],
    senders: components,
  },
  {
    name: 'nodes/status',
    group: '',
    resource: 'nodes',
    subresource: 'status',
    namespaced: false,
    verbs: ['patch'],
    senders: nodes,
  },
  {
    name: 'pods/status',
    group: '',
    resource: 'pods',
    subresource: 'status',
    namespaced: true,
    verbs: ['patch'],
    senders: nodes,
  },
];

/** By rule, the names of the kinds whose bodies it writes for some request. */
export function bodiesByRule(policy: Policy, kinds: readonly Kind[]): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  for (const kind of kinds) {
    for (const verb of kind.verbs) {
      const isNew = (index: number): boolean => found.get(index)?.includes(kind.name) !== true;
      const reached = reachedRules(policy, kind, verb, ({ level }, index) => writesBody(verb, level) && isNew(index));
      for (const index of reached) found.set(index, [...(found.get(index) ?? []), kind.name]);
    }
  }
  return found;
}

/** Whether bodies of a verb are written at a level: a read and a delete have none before RequestResponse. */
export function writesBody(verb: string, level: string): boolean {
  return level === 'RequestResponse' || (level === 'Request' && changes.includes(verb));
}
