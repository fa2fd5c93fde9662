// Google Cloud's audit logs: another form of event, under "protoPayload".
import type { Shape } from '../shape.ts';

export const gke: Shape = {
  what: 'in the form of Google Cloud',
  advice: 'Google Cloud keeps no events in the form of the API server; use gcloud logging read',
  is: ({ head, tail }) => /"protoPayload"\s*:/.test(head) || /"protoPayload"\s*:/.test(tail),
};
