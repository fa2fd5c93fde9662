// Cause: the manifest was changed, and the server from before that has not ended yet; or the kubelet waits before a start.
import { formatDuration } from '../../../core/duration.ts';
import { doctorCommand } from '../../commands.ts';
import { awaitServer } from '../../repairs/await-server.ts';
import type { Cause } from '../cause.ts';

/** Seconds by which the kubelet's start of a server may seem to come before the change. */
const SLACK = 2;

export const oldServerEnds: Cause = ({ target, node, vitals: { servers, now, manifestChanged } }) => {
  if (manifestChanged === null || servers.length === 0) return null;
  const changed = now / 1000 - manifestChanged;
  if (!servers.every(({ age }) => age > changed + SLACK)) return null;
  return {
    status: 'fail',
    evidence: `kube-apiserver.yaml was changed ${formatDuration(Math.max(0, changed) * 1000)} ago, and the old API server is still ending, which lasts up to 30 s`,
    fix: `wait, then: ${doctorCommand(target)}`,
    repairs: [awaitServer(node)],
  };
};

export const backOff: Cause = ({ target, node, vitals: { servers, backOff: wait } }) =>
  wait === null || servers.length > 0
    ? null
    : {
        status: 'fail',
        evidence: `no container of the API server runs: the kubelet waits ${wait} before it starts it again`,
        fix: `wait, then: ${doctorCommand(target)}`,
        repairs: [awaitServer(node)],
      };
