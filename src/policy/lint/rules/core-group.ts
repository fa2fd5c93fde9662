// The core group under a wrong name.
import { gather } from '../../../core/gather.ts';
import { eachRule, type LintRule, type Remarked } from '../rule.ts';

export const coreGroup: LintRule = {
  id: 'core-group',
  severity: 'warning',
  title: 'group "core", "v1" or "api" for the core group',
  why: 'The group of pods, secrets and the like is the empty string. No group is named "core" or "v1", so the entry matches nothing.',
  check: ({ policy }) =>
    eachRule(policy, (rule, at) =>
      gather(rule.resources, ({ group }, place): readonly Remarked[] =>
        group === 'core' || group === 'v1' || group === 'api'
          ? [
              {
                at: [...at, 'resources', place, 'group'],
                message: `there is no API group "${group}"`,
                help: 'write group: "" for the core group',
                fix: { at: 'value', text: '""' },
              },
            ]
          : [],
      ),
    ),
};
