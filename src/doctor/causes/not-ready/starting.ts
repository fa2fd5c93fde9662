// Cause: the kubelet has not started the API server yet, or it was started a moment ago.
import { formatDuration } from '../../../core/duration.ts';
import { doctorCommand } from '../../commands.ts';
import { awaitServer } from '../../repairs/await-server.ts';
import type { Cause } from '../cause.ts';

/** Seconds in which a server becomes ready, or the kubelet starts one, on a slow machine. */
const STARTS_WITHIN = 120;

export const notStarted: Cause = ({ target, node, vitals: { servers, now, manifestChanged } }) => {
  if (manifestChanged === null || servers.length > 0) return null;
  const changed = now / 1000 - manifestChanged;
  const since =
    changed > STARTS_WITHIN
      ? ''
      : `; kube-apiserver.yaml was changed ${formatDuration(Math.max(0, changed) * 1000)} ago`;
  return {
    status: 'fail',
    evidence: `no API server runs: the kubelet has not started it yet${since}`,
    fix: `wait, then: ${doctorCommand(target)}`,
    repairs: [awaitServer(node)],
  };
};

export const justStarted: Cause = ({ target, node, vitals: { servers, readyz } }) => {
  // What a client rejects, or is rejected by, is not cured by time.
  if (readyz.some((line) => /x509|Unauthorized|Forbidden/i.test(line))) return null;
  const age = Math.min(...servers.map((server) => server.age));
  if (age > STARTS_WITHIN) return null;
  return {
    status: 'fail',
    evidence: `/readyz does not answer ok: the API server was started ${formatDuration(age * 1000)} ago`,
    fix: `wait, then: ${doctorCommand(target)}`,
    repairs: [awaitServer(node)],
  };
};
