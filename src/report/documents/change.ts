// The documents about changes of the auditing of a living cluster.
import { document } from './document.ts';
import { boolean, list, nullable, number, object, oneOf, text } from './shape.ts';

export const change = document('kind-audit.change/v1', 'policy apply', 'a change of the auditing, made or planned', {
  cluster: text(),
  what: text('what is changed, in words'),
  meaning: list(text(), 'what that means for the log'),
  strategy: nullable(oneOf(['overlap', 'restart']), 'null where nothing had to be changed'),
  reason: text('why this strategy'),
  steps: list(object({ id: text(), title: text() })),
  changed: boolean('false where it was only planned, and where nothing had to be changed'),
  revision: nullable(number('its number in the history'), 'null where nothing was changed'),
});
