// Cause: etcd does not run, or does not answer.
import { parseDuration } from '../../../core/duration.ts';
import { doctorCommand, fixCommand, shellCommand } from '../../commands.ts';
import { awaitServer } from '../../repairs/await-server.ts';
import type { Cause } from '../cause.ts';
import { brokenComponents } from '../components.ts';

export const etcdDown: Cause = (scene) => {
  const { target, node, vitals } = scene;
  const missing = brokenComponents(scene).find(({ file }) => file === 'etcd.yaml');
  const fails = vitals.readyz.some((line) => line.startsWith('[-]etcd'));
  if (missing === undefined && vitals.etcdRuns && !fails) return null;
  if (missing !== undefined)
    return { status: 'fail', evidence: `etcd does not run: ${missing.words}`, fix: fixCommand(target) };
  const { etcdBackOff: backOff } = vitals;
  const wait = backOff === null || vitals.etcdRuns ? '' : `: the kubelet waits ${backOff} before it starts it again`;
  return {
    status: 'fail',
    evidence: vitals.etcdRuns ? 'etcd runs, and does not answer the API server' : `etcd does not run${wait}`,
    fix: `${wait === '' ? '' : `wait, then: ${doctorCommand(target)}; or `}look at its last words: ${shellCommand(target, node.name, "bash -c 'tail -n 5 /var/log/pods/kube-system_etcd-*/etcd/*.log'")}`,
    // The kubelet starts it by itself, at the latest after the back-off.
    ...(vitals.etcdRuns ? {} : { repairs: [awaitServer(node, parseDuration(backOff ?? '0') ?? 0)] }),
  };
};
