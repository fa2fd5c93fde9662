// What Loki returns: the event as text under "line", or in values of streams.
import type { Shape } from '../shape.ts';

export const loki: Shape = {
  what: 'wrapped by Loki',
  recipe: "jq -r '.line // (.data.result // .streams)[].values[][1]'",
  is: ({ head, hasEvent }) =>
    (hasEvent && /"line"\s*:\s*"\{\\"/.test(head)) || /"(?:streams|resultType)"\s*:/.test(head),
};
