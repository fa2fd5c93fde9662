// A level whose events are all omitted.
import { gather } from '../../../core/gather.ts';
import { stages } from '../../model/policy.ts';
import type { LintRule, Remarked } from '../rule.ts';

const ordinary = stages.filter((stage) => stage !== 'Panic');

export const noStages: LintRule = {
  id: 'no-stages',
  severity: 'warning',
  title: 'omitStages that leave no event of ordinary requests',
  why: 'A rule that omits RequestReceived, ResponseStarted and ResponseComplete writes nothing but panics, whatever its level. If that is meant, level None says so.',
  clues: ['omitStages'],
  check: ({ policy }) =>
    gather(policy.rules, (rule, index): readonly Remarked[] => {
      const omitted = new Set([...policy.omitStages, ...rule.omitStages]);
      if (rule.level === 'None' || !ordinary.every((stage) => omitted.has(stage))) return [];
      return [
        {
          at: rule.omitStages.length > 0 ? ['rules', index, 'omitStages'] : ['omitStages'],
          message: `every stage of an ordinary request is omitted, so level ${rule.level} writes nothing`,
          help: 'keep ResponseComplete, or write level: None',
        },
      ];
    }),
};
