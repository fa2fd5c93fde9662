// Cause: what /readyz itself says, or the client that asked.
import { shellCommand } from '../../commands.ts';
import type { Cause } from '../cause.ts';

export const readyzAnswer: Cause = ({ target, node, vitals }) => {
  const failing = vitals.readyz.flatMap((line) => /^\[-\](\S+)/.exec(line)?.[1] ?? []);
  const fix = shellCommand(target, node.name, ['journalctl', '--unit', 'kubelet', '--no-pager', '--lines', '50']);
  if (failing.includes('shutdown'))
    return { status: 'fail', evidence: '/readyz does not answer ok: the API server is shutting down', fix };
  if (failing.length > 0)
    return { status: 'fail', evidence: `/readyz does not answer ok: ${failing.join(', ')} failed`, fix };
  const words = vitals.readyz.find((line) =>
    /x509|refused|no such host|timeout|Unauthorized|Forbidden|unable to/i.test(line),
  );
  return words === undefined
    ? null
    : { status: 'fail', evidence: `/readyz does not answer ok: ${words.replace(/^error: /, '')}`, fix };
};
