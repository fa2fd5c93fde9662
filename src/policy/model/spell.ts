// Rules, requests and resources in words, as kubectl writes them.
import { spellResource } from '../../events/spell-resource.ts';
import { isResourceRequest, type PolicyRequest } from './request.ts';

/** A rule by its number, as people count. */
export function ruleName(index: number): string {
  return `rule ${index + 1}`;
}

/** A request in one line, for a person. */
export function spellRequest(request: PolicyRequest): string {
  const who =
    request.user === null
      ? 'without a user (authentication failed)'
      : `by ${request.user === '' ? '""' : request.user}`;
  const groups = request.groups.length === 0 ? '' : ` (${request.groups.join(', ')})`;
  return `${spellAction(request)} ${who}${groups}`;
}

/** What is asked for, without who asks. */
export function spellAction(request: PolicyRequest): string {
  if (!isResourceRequest(request)) return `${request.verb} ${request.path}`;
  const name = request.name === '' ? '' : ` ${request.name}`;
  const where = request.namespace === '' ? '' : ` in ${request.namespace}`;
  // Of a method such as OPTIONS the API server makes no verb.
  return `${request.verb === '' ? '(no verb)' : request.verb} ${spellResource(request)}${name}${where}`;
}
