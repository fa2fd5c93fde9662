// Bodies of everything, or of what comes every few seconds.
import { decideByMatching } from '../../decide/decide.ts';
import { unnamedRequest } from '../../decide/unnamed.ts';
import { bodiesByRule, frequentKinds } from '../sensitive.ts';
import type { LintRule, Remarked } from '../rule.ts';

export const broadBodies: LintRule = {
  id: 'broad-bodies',
  severity: 'warning',
  title: 'bodies of answers to reads of everything, or of very frequent requests',
  why:
    'RequestResponse for lists of every resource copies whole collections into the log, and bodies of leases, events and ' +
    'status reports come every few seconds: the log grows fast and the API server slows down.',
  clues: ['Request'],
  check({ policy }) {
    const found = new Map<number, readonly string[]>();
    const ofAnything = { ...unnamedRequest(policy.rules), verb: 'list', groups: ['system:authenticated'] };
    for (const namespace of ['', ofAnything.namespace]) {
      const { rule, level } = decideByMatching(policy, { ...ofAnything, namespace, name: '' });
      if (rule !== null && level === 'RequestResponse') found.set(rule, ['answers to every list']);
    }
    for (const [rule, kinds] of bodiesByRule(policy, frequentKinds)) {
      found.set(rule, [...(found.get(rule) ?? []), ...kinds]);
    }
    return [...found].map(([rule, what]): Remarked => ({
      at: ['rules', rule, 'level'],
      message: `this writes very many bodies: ${what.join(', ')}`,
      help: 'log them at Metadata or None by a rule above this one',
    }));
  },
};
