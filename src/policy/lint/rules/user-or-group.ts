// Groups among users, users among groups, and names of service accounts that are neither.
import { gather } from '../../../core/gather.ts';
import type { Path } from '../../text/tree.ts';
import { eachRule, type LintRule, type Remarked } from '../rule.ts';

/** Source: k8s.io/apiserver pkg/authentication/user/user.go, and the certificates that kubeadm makes. */
const groups = new Set([
  'system:authenticated',
  'system:bootstrappers',
  'system:masters',
  'system:monitoring',
  'system:nodes',
  'system:serviceaccounts',
  'system:unauthenticated',
  'kubeadm:cluster-admins',
]);

const users = new Set([
  'kubelet',
  'kubernetes-admin',
  'kubernetes-super-admin',
  'system:aggregator',
  'system:anonymous',
  'system:apiserver',
  'system:cloud-controller-manager',
  'system:kube-controller-manager',
  'system:kube-proxy',
  'system:kube-scheduler',
  'system:node-problem-detector',
  'system:unsecured',
]);

interface Wrong {
  readonly message: string;
  readonly help: string;
}

export const userOrGroup: LintRule = {
  id: 'user-or-group',
  severity: 'warning',
  title: 'a group in users, a user in userGroups, or half the name of a service account',
  why:
    'A service account is the user system:serviceaccount:NAMESPACE:NAME, in the groups system:serviceaccounts and ' +
    'system:serviceaccounts:NAMESPACE; a kubelet is the user system:node:NAME in the group system:nodes. Under another name, ' +
    'or in the wrong field, the rule matches nobody.',
  clues: ['system:', 'sa:', 'kube'],
  check: ({ policy }) =>
    eachRule(policy, ({ users, userGroups }, at) => {
      const inUsers = gather(users, (name, index) => say(wrongUser(name), at, 'users', index));
      const inGroups = gather(userGroups, (name, index) => say(wrongGroup(name), at, 'userGroups', index));
      return inGroups.length === 0 ? inUsers : [...inUsers, ...inGroups];
    }),
};

function say(wrong: Wrong | null, rule: Path, field: string, index: number): readonly Remarked[] {
  return wrong === null ? [] : [{ at: [...rule, field, index], ...wrong }];
}

/** By far the most frequent users of long policies. */
const serviceAccount = /^system:serviceaccount:[^:]+:[^:]+$/;

function wrongUser(name: string): Wrong | null {
  if (serviceAccount.test(name)) return null;
  const [first, second, namespace = '', account = '', ...more] = name.split(':');
  if (first === 'sa' && namespace !== '' && account === '') {
    return { message: `no user is named "${name}"`, help: `write "system:serviceaccount:${second}:${namespace}"` };
  }
  if (first !== 'system') return groups.has(name) ? isGroup(name) : null;
  if (groups.has(name)) return isGroup(name);
  if (second === 'bootstrappers') return isGroup(name);
  if (second === 'serviceaccounts') {
    if (account === '') return isGroup(name);
    return { message: `no user is named "${name}"`, help: `write "system:serviceaccount:${namespace}:${account}"` };
  }
  if (second === 'serviceaccount' && (namespace === '' || account === '' || more.length > 0)) {
    return {
      message: `"${name}" is not the name of a service account`,
      help: 'write "system:serviceaccount:NAMESPACE:NAME", or userGroups: ["system:serviceaccounts:NAMESPACE"] for all of them',
    };
  }
  if (second === 'node' && namespace === '') {
    return { message: `no user is named "${name}"`, help: 'write userGroups: ["system:nodes"] for every node' };
  }
  return null;
}

function wrongGroup(name: string): Wrong | null {
  const [first, second, namespace = '', account = ''] = name.split(':');
  if (users.has(name)) return isUser(name);
  if (first !== 'system') return null;
  if (second === 'serviceaccounts' && account !== '') {
    const user = `system:serviceaccount:${namespace}:${account}`;
    return { message: `no group is named "${name}"`, help: `write users: ["${user}"]` };
  }
  if (second === 'serviceaccount') {
    if (account !== '') return isUser(name);
    const group = namespace === '' ? 'system:serviceaccounts' : `system:serviceaccounts:${namespace}`;
    return { message: `no group is named "${name}"`, help: `write "${group}"` };
  }
  if (second === 'node') {
    return namespace === '' ? { message: `no group is named "${name}"`, help: 'write "system:nodes"' } : isUser(name);
  }
  return null;
}

function isGroup(name: string): Wrong {
  return { message: `"${name}" is a group, and no user`, help: `write userGroups: ["${name}"]` };
}

function isUser(name: string): Wrong {
  return { message: `"${name}" is a user, and no group`, help: `write users: ["${name}"]` };
}
