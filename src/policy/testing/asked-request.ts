// Requests as test files and settings write them: a kubectl command, a request line, or attributes; and who sends them.
import { request, type PolicyRequest } from '../model/request.ts';
import { requestsFromKubectl } from '../request/from-kubectl.ts';
import { requestFromLine } from '../request/from-line.ts';
import { impliedGroups, parseResource, resourceInPath } from '../request/from-parts.ts';
import type { Caller } from '../request/from-url.ts';
import { Refusal } from '../request/refusal.ts';
import { TextError } from '../text/text-error.ts';
import type { Tree } from '../text/tree.ts';
import { fields, textOf, textsOf, type Fields } from './fields.ts';

/** The attributes that a request may be written with. */
export const requestFields = ['verb', 'namespace', 'resource', 'name', 'path', 'group', 'subresource'] as const;

/** The sender that the fields `user` and `groups` name. */
export function callerIn({ user: named, groups }: Fields): Required<Caller> {
  const user = named === undefined || named.kind === 'null' ? null : textOf(named);
  return { user, groups: groups === undefined ? impliedGroups(user) : textsOf(groups) };
}

/** Each request that kubectl sends for a command. */
export function requestsOfKubectl(tree: Tree, caller: Required<Caller>): readonly PolicyRequest[] {
  const sent = requestsFromKubectl(textOf(tree));
  if (sent instanceof Refusal) throw new TextError(sent.message, tree, sent.help);
  return sent.requests.map((each) => ({ ...each, ...caller }));
}

/** The request of a line such as "GET /api/v1/pods", or of attributes such as {verb: get, resource: pods}. */
export function requestIn(asked: Tree, caller: Required<Caller>): PolicyRequest {
  if (asked.kind === 'object') {
    const parts = fields(asked, 'a request', requestFields);
    const attributes = Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, textOf(value)]));
    const { resource = '', group, subresource, ...rest } = attributes;
    const parsed = parseResource(resource);
    const found = request({
      ...rest,
      ...parsed,
      ...(group === undefined ? {} : { group }),
      ...(subresource === undefined ? {} : { subresource }),
      ...caller,
    });
    const wrong = resourceInPath(found);
    if (wrong !== null) throw new TextError(wrong.message, asked, wrong.help);
    return found;
  }
  const found = requestFromLine(textOf(asked), caller);
  if (found instanceof Refusal) throw new TextError(`this is not a request line: ${found.message}`, asked, found.help);
  return found;
}
