// A list of events: the body that the API server sends to a webhook.
import type { Shape } from '../shape.ts';

export const eventList: Shape = {
  what: 'in an EventList, as a webhook gets it',
  recipe: "jq -c '.items[]'",
  is: ({ head }) =>
    /^\{\s*"kind"\s*:\s*"EventList"/.test(head) || (head.includes('"items":') && head.includes('audit.k8s.io/')),
};
