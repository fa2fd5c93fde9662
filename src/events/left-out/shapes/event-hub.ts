// What Azure sends to an event hub: a list of records, each with the event in properties.log.
import type { Shape } from '../shape.ts';

export const eventHub: Shape = {
  what: 'wrapped by Azure for an event hub',
  recipe: `jq -c '.records[].properties.log | if type == "string" then fromjson? else . end'`,
  is: ({ head }) => /^\{\s*"records"\s*:\s*\[/.test(head),
};
