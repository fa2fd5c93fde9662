// Cause: another program listens at the API server's port.
import { shellCommand } from '../../commands.ts';
import type { Cause } from '../cause.ts';

export const portTaken: Cause = ({ target, node, vitals }) => {
  const others = vitals.port.flatMap((line) =>
    [...line.matchAll(/"([^"]+)",pid=(\d+)/g)].map(([, name, pid]) => ({ name, pid })),
  );
  const other = others.find(({ name }) => name !== 'kube-apiserver');
  if (other === undefined) return null;
  return {
    status: 'fail',
    evidence: `port 6443 of ${node.name} is taken by ${other.name} (process ${other.pid})`,
    fix: `end it: ${shellCommand(target, node.name, ['kill', other.pid ?? ''])}`,
  };
};
