// A session into a pod that is matched for only one kind of client.
import { gather } from '../../../core/gather.ts';
import { resourceMatches } from '../../decide/match.ts';
import { eachRule, type LintRule, type Remarked } from '../rule.ts';

const sessions = ['exec', 'attach', 'portforward'];

export const sessionVerbs: LintRule = {
  id: 'session-verbs',
  severity: 'warning',
  title: 'pods/exec, attach or portforward with only one of get and create',
  why:
    'kubectl since 1.31 opens these sessions with GET over WebSocket, older clients with POST over SPDY. The verb of the first ' +
    'is get, of the second create: a rule needs both.',
  clues: [...sessions, '/*'],
  check: ({ policy }) =>
    eachRule(policy, (rule, at): readonly Remarked[] => {
      const [has, lacks] = rule.verbs.includes('get') ? ['get', 'create'] : ['create', 'get'];
      if (!rule.verbs.includes(has) || rule.verbs.includes(lacks)) return [];
      const named = gather(rule.resources, ({ group, resources }) => (group === '' || group === '*' ? resources : []));
      const parts = named.filter((resource) => resource.includes('/'));
      if (parts.length === 0) return [];
      const caught = sessions.filter((session) => parts.some((resource) => resourceMatches(resource, 'pods', session)));
      if (caught.length === 0 || named.every((resource) => resource === 'pods/*')) return [];
      return [
        {
          at: [...at, 'verbs'],
          message: `sessions (${caught.map((session) => `pods/${session}`).join(', ')}) opened with ${lacks} are not matched`,
          help: `add ${lacks} to verbs: newer clients use get, older ones create`,
        },
      ];
    }),
};
