// Bodies of everything, or of what comes every few seconds.
import { decideByMatching } from '../../decide/decide.ts';
import { exampleOf, frequentKinds, writesBody } from '../sensitive.ts';
import type { LintRule, Remarked } from '../rule.ts';

export const broadBodies: LintRule = {
  id: 'broad-bodies',
  severity: 'warning',
  title: 'bodies of answers to reads of everything, or of very frequent requests',
  why:
    'RequestResponse for lists and watches of every resource copies whole collections into the log, and bodies of leases, ' +
    'events and status reports come every few seconds: the log grows fast and the API server slows down.',
  check({ policy }) {
    const found = new Map<number, string[]>();
    const note = (rule: number, what: string): void => void found.set(rule, [...(found.get(rule) ?? []), what]);
    policy.rules.forEach((rule, index) => {
      if (rule.level !== 'RequestResponse') return;
      const reads = rule.verbs.length === 0 || rule.verbs.includes('list');
      const anyone = rule.users.length === 0 && rule.userGroups.length === 0;
      const everything =
        rule.resources.length === 0 && rule.nonResourceURLs.length === 0 && rule.namespaces.length === 0;
      if (reads && anyone && everything) note(index, 'answers to every list');
    });
    for (const kind of frequentKinds) {
      for (const verb of kind.verbs) {
        const { rule, level } = decideByMatching(policy, exampleOf(kind, verb));
        if (rule !== null && writesBody(verb, level) && found.get(rule)?.includes(kind.name) !== true)
          note(rule, kind.name);
      }
    }
    return [...found].map(([rule, what]): Remarked => ({
      at: ['rules', rule, 'level'],
      message: `this writes very many bodies: ${what.join(', ')}`,
      help: 'log them at Metadata or None by a rule above this one',
    }));
  },
};
