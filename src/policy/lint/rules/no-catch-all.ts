// Requests that no rule matches.
import { matchesEverything, type LintRule } from '../rule.ts';

export const noCatchAll: LintRule = {
  id: 'no-catch-all',
  severity: 'warning',
  title: 'no rule for the rest, which is then not logged',
  why: 'A request that no rule matches is not logged at all. A last rule without conditions makes that a decision: level Metadata, or level None.',
  check({ policy: { rules } }) {
    if (rules.some(matchesEverything)) return [];
    return [
      {
        at: ['rules', rules.length - 1],
        message: 'what no rule matches is not logged: there is no rule for the rest',
        help: 'end with "- level: Metadata", or with "- level: None" if that is meant',
      },
    ];
  },
};
