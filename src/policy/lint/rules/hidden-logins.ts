// Failed logins that are not logged.
import { gather } from '../../../core/gather.ts';
import { coversResourcesOnly } from '../../decide/match.ts';
import type { PolicyRule } from '../../model/policy.ts';
import { shadowsOf } from '../shadows.ts';
import type { LintRule, Remarked } from '../rule.ts';

export const hiddenLogins: LintRule = {
  id: 'hidden-logins',
  severity: 'warning',
  title: 'omitStages that hide failed logins',
  why:
    'A request that fails to authenticate (401) leaves exactly one event, at the stage ResponseStarted. Omitting that stage ' +
    'hides every failed login.',
  clues: ['ResponseStarted'],
  check({ policy }) {
    const { rules, omitStages } = policy;
    const everywhere = omitStages.indexOf('ResponseStarted');
    const matching: number[] = [];
    const hiding = gather(rules, (rule, index): readonly number[] => {
      if (!matchesFailedLogins(rule)) return [];
      const hides = rule.level !== 'None' && (everywhere >= 0 || rule.omitStages.includes('ResponseStarted'));
      const isHiding = hides && shadowsOf(rules, rule, matching).length === 0;
      matching.push(index);
      return isHiding ? [index] : [];
    });
    const message = 'omitting ResponseStarted hides failed logins: a 401 has no event at another stage';
    const help = 'omit RequestReceived instead';
    if (hiding.length > 0 && everywhere >= 0) return [{ at: ['omitStages', everywhere], message, help }];
    return hiding.map((rule): Remarked => ({ at: ['rules', rule, 'omitStages'], message, help }));
  },
};

/** A request whose authentication failed has no user at all. */
function matchesFailedLogins({ users, userGroups, nonResourceURLs }: PolicyRule): boolean {
  const matchesNothing = nonResourceURLs.length > 0 && nonResourceURLs.every(coversResourcesOnly);
  return users.length === 0 && userGroups.length === 0 && !matchesNothing;
}
