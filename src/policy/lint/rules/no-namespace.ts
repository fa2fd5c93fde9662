// Namespaces asked of resources that live in none.
import { gather } from '../../../core/gather.ts';
import { knownResource } from '../known-resources.ts';
import { eachRule, type LintRule, type Remarked } from '../rule.ts';

export const noNamespace: LintRule = {
  id: 'no-namespace',
  severity: 'warning',
  title: 'namespaces with resources that live in no namespace',
  why:
    'A request for a node, a ClusterRole or another resource of the whole cluster has no namespace, so a rule that names ' +
    'namespaces never matches it. The one exception is a Namespace, which counts as being in the namespace of its own name.',
  clues: ['namespaces'],
  check: ({ policy }) =>
    eachRule(policy, (rule, at) => {
      if (rule.namespaces.length === 0 || rule.namespaces.includes('')) return [];
      return gather(rule.resources, ({ group, resources }, place): readonly Remarked[] => {
        if (resources.length === 0 || !resources.every((resource) => isOfCluster(group, resource))) return [];
        return [
          {
            at: [...at, 'resources', place],
            message: `${resources.join(', ')}: in no namespace, so namespaces keeps this entry from matching`,
            help: 'write a rule without namespaces for them',
          },
        ];
      });
    }),
};

function isOfCluster(group: string, pattern: string): boolean {
  const cut = pattern.indexOf('/');
  const resource = cut < 0 ? pattern : pattern.slice(0, cut);
  if (group === '' && resource === 'namespaces') return false;
  return knownResource(group, resource)?.namespaced === false;
}
