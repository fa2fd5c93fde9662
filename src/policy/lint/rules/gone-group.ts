// API groups that Kubernetes no longer has.
import { gather } from '../../../core/gather.ts';
import { eachRule, type LintRule, type Remarked } from '../rule.ts';

/** The first minor version without the group, and where its resources are since then. */
const gone: ReadonlyMap<string, { readonly since: number; readonly instead: string | null }> = new Map([
  ['extensions', { since: 22, instead: 'apps, networking.k8s.io or policy' }],
  ['settings.k8s.io', { since: 20, instead: null }],
  ['auditregistration.k8s.io', { since: 19, instead: null }],
]);

export const goneGroup: LintRule = {
  id: 'gone-group',
  severity: 'warning',
  title: 'an API group that Kubernetes no longer has',
  why:
    'extensions, settings.k8s.io and auditregistration.k8s.io are gone since Kubernetes 1.22, 1.20 and 1.19. Many policies ' +
    'still name them; an entry for such a group matches nothing.',
  clues: [...gone.keys()],
  check: ({ policy, oldest }) =>
    eachRule(policy, (rule, at) =>
      gather(rule.resources, ({ group }, place): readonly Remarked[] => {
        const found = gone.get(group);
        if (found === undefined || oldest < found.since) return [];
        return [
          {
            at: [...at, 'resources', place, 'group'],
            message: `Kubernetes has no API group "${group}" since 1.${found.since}`,
            help: found.instead === null ? 'remove the entry' : `its resources are in ${found.instead}`,
          },
        ];
      }),
    ),
};
