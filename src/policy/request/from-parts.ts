// Requests from what a person or a program gives: single attributes, JSON, a logged event.
import type { AuditEvent } from '../../events/audit-event.ts';
import { isResourceRequest, request, type PolicyRequest } from '../model/request.ts';
import { requestFromUrl } from './from-url.ts';
import { isResourcePath } from './resource-path.ts';
import { Refusal } from './refusal.ts';

/** "pods", "pods/log", "deployments.apps/scale" or "deployments/scale.apps" split into its parts. */
export function parseResource(text: string): Pick<PolicyRequest, 'resource' | 'subresource' | 'group'> {
  const [left, right] = splitOnce(text, '/');
  const [resource, leftGroup] = splitOnce(left, '.');
  const [subresource, rightGroup] = splitOnce(right, '.');
  return { resource, subresource, group: leftGroup === '' ? rightGroup : leftGroup };
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * Groups that an authenticated user always has.
 * Sources: k8s.io/apiserver pkg/authentication/group, pkg/authentication/serviceaccount/util.go.
 */
export function impliedGroups(user: string | null): readonly string[] {
  if (user === null) return [];
  if (user === 'system:anonymous') return ['system:unauthenticated'];
  const account = /^system:serviceaccount:([^:]+):[^:]+$/.exec(user);
  if (account !== null)
    return ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`, 'system:authenticated'];
  return user.startsWith('system:node:') ? ['system:nodes', 'system:authenticated'] : ['system:authenticated'];
}

const texts = ['verb', 'namespace', 'group', 'resource', 'subresource', 'name', 'path'] as const;

/** A request from JSON; a string says what is wrong with it. */
export function requestFromJson(value: unknown): PolicyRequest | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'a request is a JSON object';
  const given = value as Readonly<Record<string, unknown>>;
  for (const name of texts) {
    if (given[name] !== undefined && given[name] !== null && typeof given[name] !== 'string')
      return `${name} must be a string`;
  }
  const { user, groups } = given;
  if (user !== undefined && user !== null && typeof user !== 'string') return 'user must be a string or null';
  if (
    groups !== undefined &&
    groups !== null &&
    !(Array.isArray(groups) && groups.every((group) => typeof group === 'string'))
  ) {
    return 'groups must be a list of strings';
  }
  const attributes = Object.fromEntries(texts.map((name) => [name, given[name] ?? '']));
  const wrong = resourceInPath(request(attributes));
  if (wrong !== null) return `${wrong.message}: ${wrong.help}`;
  return request({ ...attributes, user: user ?? null, groups: groups ?? [] });
}

/** Why attributes cannot be those of a request for a path that is no resource; null where they can be. */
export function resourceInPath(given: PolicyRequest): Refusal | null {
  const { path } = given;
  if (isResourceRequest(given) || !isResourcePath(path)) return null;
  return new Refusal(`the path ${path} is the address of a resource`, 'name the resource in place of the path');
}

const methods: ReadonlyMap<string, string> = new Map([
  ['create', 'POST'],
  ['update', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
  ['deletecollection', 'DELETE'],
  ['get', 'GET'],
  ['list', 'GET'],
  ['watch', 'GET'],
  ['proxy', 'GET'],
]);

/**
 * The request of a logged event, from its address, verb and user. Its objectRef is not used: the server fills it in
 * from the body after it has asked the policy. Null where the address cannot be read.
 */
export function requestFromEvent({ requestURI = '', verb = '', user }: AuditEvent): PolicyRequest | null {
  const caller = { user: user?.username ?? null, groups: user?.groups ?? [] };
  const found = requestFromUrl(methods.get(verb) ?? (verb === '' ? 'OPTIONS' : verb.toUpperCase()), requestURI, caller);
  return found === null ? null : { ...found, verb };
}
