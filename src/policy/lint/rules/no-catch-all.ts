// Requests that no rule matches.
import { decideByMatching } from '../../decide/decide.ts';
import { NamedUrls } from '../../decide/named-urls.ts';
import { unnamedRequest } from '../../decide/unnamed.ts';
import { request } from '../../model/request.ts';
import type { LintRule } from '../rule.ts';

export const noCatchAll: LintRule = {
  id: 'no-catch-all',
  severity: 'warning',
  title: 'no rule for the rest, which is then not logged',
  why: 'A request that no rule matches is not logged at all. A last rule without conditions makes that a decision: level Metadata, or level None.',
  check({ policy }) {
    const { rules } = policy;
    const unnamed = unnamedRequest(rules);
    const { user, verb } = unnamed;
    const path = new NamedUrls(rules.flatMap(({ nonResourceURLs }) => nonResourceURLs)).unnamedPath();
    const resources = decideByMatching(policy, unnamed).rule === null;
    const paths = decideByMatching(policy, request({ user, verb, path })).rule === null;
    if (!resources && !paths) return [];
    const rest = resources ? (paths ? '' : ' of the resources') : ' of the paths that are no resources';
    return [
      {
        at: ['rules', rules.length - 1],
        message: `what no rule matches is not logged: there is no rule for the rest${rest}`,
        help: 'end with "- level: Metadata", or with "- level: None" if that is meant',
      },
    ];
  },
};
