// Failed logins that are not logged.
import { decideByMatching } from '../../decide/decide.ts';
import { request } from '../../model/request.ts';
import type { LintRule, Remarked } from '../rule.ts';

/** A request whose authentication failed has no user at all. */
const failedLogins = [
  request({ verb: 'list', resource: 'secrets', path: '/api/v1/secrets' }),
  request({ verb: 'get', path: '/version' }),
];

export const hiddenLogins: LintRule = {
  id: 'hidden-logins',
  severity: 'warning',
  title: 'omitStages that hide failed logins',
  why:
    'A request that fails to authenticate (401) leaves exactly one event, at the stage ResponseStarted. Omitting that stage ' +
    'hides every failed login.',
  check({ policy }) {
    const rules = new Set<number>();
    for (const login of failedLogins) {
      const { rule, level, omitStages } = decideByMatching(policy, login);
      if (rule !== null && level !== 'None' && omitStages.includes('ResponseStarted')) rules.add(rule);
    }
    if (rules.size === 0) return [];
    const message = 'omitting ResponseStarted hides failed logins: a 401 has no event at another stage';
    const help = 'omit RequestReceived instead';
    if (policy.omitStages.includes('ResponseStarted')) {
      return [{ at: ['omitStages', policy.omitStages.indexOf('ResponseStarted')], message, help }];
    }
    return [...rules].map((rule): Remarked => ({ at: ['rules', rule, 'omitStages'], message, help }));
  },
};
