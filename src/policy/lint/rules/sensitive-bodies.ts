// Bodies of secrets and the like in the log.
import { bodiesByRule, sensitiveKinds } from '../sensitive.ts';
import type { LintRule, Remarked } from '../rule.ts';

export const sensitiveBodies: LintRule = {
  id: 'sensitive-bodies',
  severity: 'warning',
  title: 'bodies of secrets, configmaps, tokens or token reviews in the log (CIS 3.2.2)',
  why:
    'At Request and RequestResponse the log holds what a secret holds, and everyone who can read the log can read it. The CIS ' +
    'benchmark asks for Metadata at most, by a rule above the ones that keep bodies. A rule is named when any request for ' +
    'them can reach it: of any user, in any namespace, with any name.',
  clues: ['Request'],
  check: ({ policy }) =>
    [...bodiesByRule(policy, sensitiveKinds)].map(([rule, kinds]): Remarked => ({
      at: ['rules', rule, 'level'],
      message: `at this level the log holds the contents of ${kinds.join(', ')}`,
      help: `log them at Metadata by a rule above this one`,
    })),
};
