// What CloudWatch's Logs Insights returns: fields by name, the event as text under "@message".
import type { Shape } from '../shape.ts';

export const cloudwatchInsights: Shape = {
  what: 'wrapped by Logs Insights',
  recipe: `jq -r '.["@message"] // (.results[][] | select(.field == "@message").value)'`,
  is: ({ head }) => /"@message"/.test(head) || /^\{\s*"results"\s*:\s*\[/.test(head),
};
