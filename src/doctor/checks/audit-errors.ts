// Has the API server lost audit events, or rejected requests because of them?
import { count } from '../../core/plural.ts';
import { onEveryControlPlane, type Check } from '../check.ts';
import { shellCommand } from '../commands.ts';

export const auditErrors: Check = {
  id: 'audit-errors',
  title: 'No audit events lost',
  about: "the API server's own counters: apiserver_audit_error_total and apiserver_audit_requests_rejected_total",
  needs: ['kubeadm-finished', 'api-server-ready'],
  timeoutMs: 15_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const { errors, rejected, events } = await target.ask(node);
      if (events === null && errors.size === 0) return { status: 'skip', evidence: 'the metrics name no audit events' };
      const lost = [...errors]
        .filter(([, number]) => number > 0)
        .map(([plugin, number]) => `${number} lost in ${plugin}`);
      if (rejected > 0) lost.push(`${count(rejected, 'request')} rejected`);
      if (lost.length === 0)
        return { status: 'ok', evidence: `${count(events ?? 0, 'event')} since the start, none lost` };
      return {
        status: 'warn',
        evidence: lost.join(', '),
        fix: `the reason is in its log: ${shellCommand(target, node.name, 'bash -c \'grep -h "audit plugin" /var/log/pods/kube-system_kube-apiserver-*/*/*.log\'')}`,
      };
    }),
};
