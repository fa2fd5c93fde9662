// JSON that is written over several lines.
import type { Shape } from '../shape.ts';

export const prettyPrinted: Shape = {
  what: 'a part of JSON over several lines',
  recipe: "jq -c '.items[]? // .'",
  is: ({ head }) => /^(?:[{}[\]]{1,2},?|"[^"\\]*"\s*:\s*\S.*|"[^"\\]*",?)$/.test(head),
};
