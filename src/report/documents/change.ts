// The documents about changes of the auditing of a living cluster.
import { document } from './document.ts';
import { boolean, list, mapping, nullable, number, object, oneOf, text } from './shape.ts';

export const change = document(
  'kind-audit.change/v1',
  'policy apply, policy edit, policy watch, policy rollback, enable, disable, set',
  'a change of the auditing, made or planned',
  {
    cluster: text(),
    what: text('what is changed, in words'),
    meaning: list(text(), 'what that means for the log'),
    strategy: nullable(oneOf(['overlap', 'restart']), 'null where nothing had to be changed'),
    reason: text('why this strategy'),
    steps: list(object({ id: text(), title: text() })),
    changed: boolean('false where it was only planned, and where nothing had to be changed'),
    revision: nullable(number('its number in the history'), 'null where nothing was changed'),
  },
);

export const history = document('kind-audit.history/v1', 'policy history', 'the changes of a cluster', {
  cluster: text(),
  revisions: list(
    object({
      revision: number('counted from 1'),
      at: text('when it began, a date'),
      command: text('"" for what was found before the first change'),
      what: text('what was changed, in words'),
      meaning: list(text(), 'what that meant for the log'),
      outcome: oneOf(['begun', 'in-effect', 'undone']),
      reason: text('why it was undone; "" where it was not'),
      audits: boolean('whether anything is audited with it'),
      args: mapping(text(), 'the audit arguments of kube-apiserver, without dashes'),
    }),
  ),
});
