// group "*", which older Kubernetes refuses.
import { gather } from '../../../core/gather.ts';
import { GROUP_WILDCARD_MINOR } from '../../load/validate.ts';
import { eachRule, type LintRule, type Remarked } from '../rule.ts';

export const groupWildcard: LintRule = {
  id: 'group-wildcard',
  severity: 'warning',
  title: 'group "*", which Kubernetes before 1.36 refuses',
  why: 'Kubernetes 1.36 is the first that accepts group "*". The API server of an older one does not start with such a policy. Name the versions of your clusters with --kubernetes-version to have it judged.',
  clues: ['*'],
  // Named versions, or an old one, show which of them refuse it.
  when: ({ versions, starts }) => versions === 1 && starts,
  check: ({ policy }) =>
    eachRule(policy, (rule, at) =>
      gather(rule.resources, ({ group }, place): readonly Remarked[] =>
        group === '*'
          ? [
              {
                at: [...at, 'resources', place, 'group'],
                message: `group "*" keeps the API server of Kubernetes before 1.${GROUP_WILDCARD_MINOR} from starting`,
                help: 'name the groups where older clusters use this policy',
              },
            ]
          : [],
      ),
    ),
};
