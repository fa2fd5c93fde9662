// Which rule of a policy drops the doctor's marked request: a plain read of a configmap by the cluster's administrator.
import { load } from 'js-yaml';
import { lineAndColumn } from '../core/diagnostic.ts';
import { findPlaces, placeOf } from '../policy/locate.ts';

interface Rule {
  readonly level?: string;
  readonly users?: readonly string[];
  readonly userGroups?: readonly string[];
  readonly verbs?: readonly string[];
  readonly resources?: readonly { group?: string; resources?: readonly string[]; resourceNames?: readonly string[] }[];
  readonly namespaces?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

const request = {
  user: 'kubernetes-admin',
  groups: ['kubeadm:cluster-admins', 'system:masters', 'system:authenticated'],
  verb: 'get',
  namespace: 'kube-system',
  resources: ['configmaps', '*'],
};

/**
 * "rule 2 (line 7, level None) drops them", by the first rule that matches; null when none does, or when the
 * policy cannot be read. Source of the order: k8s.io/apiserver pkg/audit/policy/checker.go.
 */
export function swallowedBy(policy: string): string | null {
  try {
    const rules = (load(policy) as { rules?: (Rule | null)[] } | null)?.rules ?? [];
    const index = rules.findIndex((rule) => matches(rule ?? {}));
    if (index < 0) return null;
    const { line } = lineAndColumn(policy, placeOf(findPlaces(policy), ['rules', index]).start);
    return `rule ${index + 1} (line ${line}, level ${rules[index]?.level ?? 'unset'}) decides on them`;
  } catch {
    return null;
  }
}

function matches({ users, userGroups, verbs, resources, namespaces, nonResourceURLs }: Rule): boolean {
  const allows = (list: readonly string[] | undefined, values: readonly string[]): boolean =>
    list === undefined || list.length === 0 || values.some((value) => list.includes(value));
  if (nonResourceURLs !== undefined && nonResourceURLs.length > 0) return false;
  return (
    allows(users, [request.user]) &&
    allows(userGroups, request.groups) &&
    allows(verbs, [request.verb]) &&
    allows(namespaces, [request.namespace]) &&
    (resources === undefined || resources.length === 0 || resources.some(holdsConfigMaps))
  );
}

function holdsConfigMaps({
  group = '',
  resources = [],
  resourceNames = [],
}: NonNullable<Rule['resources']>[number]): boolean {
  const fits = resources.length === 0 || request.resources.some((resource) => resources.includes(resource));
  return (group === '' || group === '*') && fits && resourceNames.length === 0;
}
