// What Docker writes for a container: the line inside a JSON object, under "log".
import type { Shape } from '../shape.ts';

export const docker: Shape = {
  what: 'wrapped by Docker',
  recipe: 'jq -rj .log',
  is: ({ head }) => head.startsWith('{"log":"'),
};
