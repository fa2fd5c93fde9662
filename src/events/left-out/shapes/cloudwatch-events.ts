// What `aws logs filter-log-events` and `get-log-events` print: the event as text under "message".
import type { Shape } from '../shape.ts';

export const cloudwatchEvents: Shape = {
  what: 'wrapped by CloudWatch',
  recipe: "jq -r '(.events[]? // .).message'",
  is: ({ head }) => /^\{\s*"events"\s*:\s*\[/.test(head) || /"(?:logStreamName|ingestionTime|eventId)"\s*:/.test(head),
};
