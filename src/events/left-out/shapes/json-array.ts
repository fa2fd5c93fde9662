// A JSON array, of events or of what holds them.
import type { Shape } from '../shape.ts';

export const jsonArray: Shape = {
  what: 'in a JSON array',
  recipe: "jq -c '.[]'",
  is: ({ head }) => /^\[\s*(?:[{[]|$)/.test(head),
};
