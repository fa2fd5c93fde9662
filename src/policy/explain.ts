// Why a policy decides about a request as it does: which rule, and what kept the earlier ones from matching.
import { decide, type Decision } from './decide.ts';
import { firstMismatch, type RuleField } from './match.ts';
import { stages, type Policy, type PolicyRule, type Stage } from './policy.ts';
import { isResourceRequest, type PolicyRequest } from './request.ts';

/** An earlier rule and the one field that did not match. */
export interface Mismatch {
  readonly rule: number;
  readonly field: RuleField;
  /** For instance: verbs [get, list] has not "create". */
  readonly text: string;
}

export interface Explanation extends Decision {
  /** Stages of an ordinary request of this sort that are written; none at level None. */
  readonly stages: readonly Stage[];
  /** Every rule before the one that decides; all of them where none does. */
  readonly trail: readonly Mismatch[];
}

/** Decides, and says why. */
export function explain(policy: Policy, request: PolicyRequest): Explanation {
  const decision = decide(policy, request);
  const earlier = policy.rules.slice(0, decision.rule ?? policy.rules.length);
  return {
    ...decision,
    stages: writtenStages(decision, request),
    trail: earlier.flatMap((rule, index): readonly Mismatch[] => {
      const field = firstMismatch(rule, request);
      return field === null ? [] : [{ rule: index, field, text: describeMismatch(rule, field, request) }];
    }),
  };
}

/** Stages of an ordinary request that are written when it is decided about so; none at level None. */
export function writtenStages({ level, omitStages }: Decision, request: PolicyRequest): readonly Stage[] {
  return level === 'None' ? [] : stagesOf(request).filter((stage) => !omitStages.includes(stage));
}

/** Verbs, subresources and beginnings of paths whose answers go on and on. */
export const longRunning: Readonly<Record<'verbs' | 'subresources' | 'paths', readonly string[]>> = {
  verbs: ['watch', 'proxy'],
  subresources: ['attach', 'exec', 'proxy', 'log', 'portforward'],
  paths: ['/debug/pprof/'],
};

/** Whether a request also has the stage ResponseStarted. Source: k8s.io/kubernetes pkg/controlplane/apiserver/config.go. */
export function isLongRunning(request: PolicyRequest): boolean {
  const { verbs, subresources, paths } = longRunning;
  return (
    verbs.includes(request.verb) ||
    subresources.includes(request.subresource) ||
    (!isResourceRequest(request) && paths.some((beginning) => request.path.startsWith(beginning)))
  );
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

function describeMismatch(rule: PolicyRule, field: RuleField, request: PolicyRequest): string {
  const list = (values: readonly string[]): string =>
    `[${values.map((value) => (value === '' ? '""' : value)).join(', ')}]`;
  const quoted = (value: string): string => `"${value}"`;
  switch (field) {
    case 'users':
      return `users ${list(rule.users)} ${request.user === null ? 'never match a request without a user' : `do not name ${quoted(request.user)}`}`;
    case 'userGroups':
      return `userGroups ${list(rule.userGroups)} ${request.user === null ? 'never match a request without a user' : `have none of ${list(request.groups)}`}`;
    case 'verbs':
      return `verbs ${list(rule.verbs)} do not name ${quoted(request.verb)}`;
    case 'namespaces':
      return isResourceRequest(request)
        ? `namespaces ${list(rule.namespaces)} do not name ${quoted(request.namespace)}`
        : 'namespaces are for resources, and this is another path';
    case 'resources':
      return isResourceRequest(request)
        ? `resources do not name ${spellResource(request)}${request.name === '' ? ' without a name' : ` ${quoted(request.name)}`}`
        : 'resources never match other paths';
    default:
      return isResourceRequest(request)
        ? 'nonResourceURLs never match resources'
        : `nonResourceURLs ${list(rule.nonResourceURLs)} do not cover ${request.path}`;
  }
}

/** As kubectl writes a resource: deployments.apps/scale */
export function spellResource({ resource, subresource, group }: PolicyRequest): string {
  return `${resource}${group === '' ? '' : `.${group}`}${subresource === '' ? '' : `/${subresource}`}`;
}

/** A request in one line, for a person. */
export function spellRequest(request: PolicyRequest): string {
  const who =
    request.user === null
      ? 'without a user (authentication failed)'
      : `by ${request.user === '' ? '""' : request.user}`;
  const groups = request.groups.length === 0 ? '' : ` (${request.groups.join(', ')})`;
  if (!isResourceRequest(request)) return `${request.verb} ${request.path} ${who}${groups}`;
  const name = request.name === '' ? '' : ` ${request.name}`;
  const where = request.namespace === '' ? '' : ` in ${request.namespace}`;
  return `${request.verb} ${spellResource(request)}${name}${where} ${who}${groups}`;
}
