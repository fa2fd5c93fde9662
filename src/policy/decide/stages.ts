// The stages that a request goes through, and those of them that are written.
import { runsLong } from '../../events/long-running.ts';
import type { Decision } from '../model/decision.ts';
import { stages, type Stage } from '../model/policy.ts';
import { isResourceRequest, type PolicyRequest } from '../model/request.ts';

/** Stages of an ordinary request that are written when it is decided about so; none at level None. */
export function writtenStages({ level, omitStages }: Decision, request: PolicyRequest): readonly Stage[] {
  return level === 'None' ? [] : stagesOf(request).filter((stage) => !omitStages.includes(stage));
}

/** Whether a request also has the stage ResponseStarted. */
export function isLongRunning(request: PolicyRequest): boolean {
  const { verb, subresource, path } = request;
  return runsLong(verb, subresource, isResourceRequest(request) ? null : path);
}

/**
 * The stages that a request goes through when nothing panics.
 * Source: k8s.io/apiserver pkg/endpoints/filters/audit.go and authn_audit.go.
 */
export function stagesOf(request: PolicyRequest): readonly Stage[] {
  if (request.user === null) return ['ResponseStarted'];
  const long = isLongRunning(request);
  return stages.filter((stage) => stage !== 'Panic' && (long || stage !== 'ResponseStarted'));
}
