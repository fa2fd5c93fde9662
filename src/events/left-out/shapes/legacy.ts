// The API server's old format of audit logs, which is no JSON.
import type { Shape } from '../shape.ts';

export const legacy: Shape = {
  what: 'in the legacy format',
  advice: 'run the API server with --audit-log-format=json, its default',
  is: ({ head }) => /AUDIT: id="/.test(head),
};
