// The attributes of a request from its method and address, as the API server derives them.
// Source: k8s.io/apiserver pkg/endpoints/request/requestinfo.go, NewRequestInfo.
import { request, type PolicyRequest } from '../model/request.ts';
import { requiredName } from './field-selector.ts';
import { parseAddress, type Address } from './go-url.ts';
import { isInt64, isLabelSelector } from './label-selector.ts';
import { isResourcePath, splitPath } from './resource-path.ts';

/** Who asks; audit rules see the authenticated user, before impersonation. */
export interface Caller {
  readonly user?: string | null;
  readonly groups?: readonly string[];
}

const verbs: ReadonlyMap<string, string> = new Map([
  ['POST', 'create'],
  ['GET', 'get'],
  ['HEAD', 'get'],
  ['PUT', 'update'],
  ['PATCH', 'patch'],
  ['DELETE', 'delete'],
]);

/**
 * Reads a request line such as `GET` and `/api/v1/namespaces/x/pods?watch=1`. Null for an address that the API server
 * answers before it asks the policy.
 */
export function requestFromUrl(
  method: string,
  url: string,
  { user = null, groups = [] }: Caller = {},
): PolicyRequest | null {
  const address = parseAddress(method, url);
  if (address === null || !/^[-!#$%&'*+.^_`|~0-9A-Za-z]+$/.test(method)) return null;
  const found = attributes(method, address);
  return found === null ? null : request({ ...found, user, groups, path: address.path });
}

function attributes(method: string, address: Address): Partial<PolicyRequest> | null {
  const nonResource = { verb: method.toLowerCase() };
  if (!isResourcePath(address.path)) return nonResource;
  const parts = splitPath(address.path);
  const [prefix] = parts;
  const group = prefix === 'apis' ? (parts[1] ?? '') : '';
  const rest = parts.slice(prefix === 'apis' ? 3 : 2);
  const [special] = rest;
  if (special !== 'watch' && special !== 'proxy') {
    return { group, ...resourceAttributes(verbs.get(method) ?? '', rest, address) };
  }
  // The old way of watching and proxying, by the path.
  return rest.length < 2 ? null : { group, ...resourceAttributes(special, rest.slice(1), address) };
}

function resourceAttributes(verb: string, rest: readonly string[], address: Address): Partial<PolicyRequest> {
  const [first = '', second, third] = rest;
  const namespaced = first === 'namespaces' && second !== undefined;
  // A namespace's own subresources are not resources within it.
  const inside = namespaced && third !== undefined && third !== 'status' && third !== 'finalize';
  const [resource = '', name = '', subresource = ''] = inside ? rest.slice(2) : rest;
  return {
    resource,
    ...(resource === '' ? { resourceRequest: true as const } : {}),
    namespace: namespaced ? second : '',
    subresource: verb === 'proxy' ? '' : subresource,
    ...verbAndName(verb, name, address),
  };
}

/** A get without a name is a list or a watch, a delete without one deletes the collection. */
function verbAndName(verb: string, name: string, { query }: Address): { verb: string; name: string } {
  if (name !== '') return { verb, name };
  if (verb === 'delete') return { verb: 'deletecollection', name };
  if (verb !== 'get') return { verb, name };
  const watch = query.get('watch');
  const watches = watch !== undefined && watch !== '0' && watch.toLowerCase() !== 'false';
  return { verb: watches ? 'watch' : 'list', name: selectedName(query) };
}

/** The name that the field selector of a list or a watch demands; "" without one, or where a list option cannot be read. */
export function selectedName(query: ReadonlyMap<string, string>): string {
  const selector = requiredName(query.get('fieldSelector') ?? '');
  if (selector === null || selector === undefined || !isLabelSelector(query.get('labelSelector') ?? '')) return '';
  for (const option of ['limit', 'timeoutSeconds']) {
    const value = query.get(option);
    if (value !== undefined && !isInt64(value)) return '';
  }
  const isSegment = selector !== '.' && selector !== '..' && !/[/%]/.test(selector);
  return isSegment ? selector : '';
}
