// Diagnostic logs of Azure: the event is a text or an object in properties.log.
import type { Shape } from '../shape.ts';

export const aks: Shape = {
  what: "wrapped by Azure's diagnostics",
  recipe: `jq -c '.properties.log | if type == "string" then fromjson? else . end'`,
  is: ({ head, tail }) => /"category"\s*:\s*"kube-audit/.test(head) || /"category"\s*:\s*"kube-audit/.test(tail),
};
