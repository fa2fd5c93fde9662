// What Azure sends to an event hub: a list of records, each with the event in properties.log.
import type { Shape } from '../shape.ts';

export const eventHub: Shape = {
  what: 'wrapped by Azure for an event hub',
  recipe: "jq -r '.records[].properties.log'",
  is: ({ head }) => /^\{\s*"records"\s*:\s*\[/.test(head),
};
