// The log of Linux's own auditing.
import type { Shape } from '../shape.ts';

export const linuxAudit: Shape = {
  what: "from Linux's own auditing",
  advice: 'the log of the API server is the file of its argument --audit-log-path',
  is: ({ head }) => /^(?:node=\S+ )?type=\w+ msg=audit\(/.test(head),
};
