// Requests from what a person writes of an address: a request line, or a path with a verb.
import { nearest } from '../../core/nearest.ts';
import type { PolicyRequest } from '../model/request.ts';
import { requestFromUrl, type Caller } from './from-url.ts';
import { Refusal } from './refusal.ts';
import { isVerb, verbOptionInstead } from './verb-words.ts';

/** The methods of HTTP; of those without a verb the API server makes a request with an empty one. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE'];

/** The method that a verb of Kubernetes is sent with. */
const methodOf: ReadonlyMap<string, string> = new Map([
  ['get', 'GET'],
  ['list', 'GET'],
  ['watch', 'GET'],
  ['create', 'POST'],
  ['update', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
  ['deletecollection', 'DELETE'],
]);

/** From one line, such as "GET /api/v1/pods?watch=1", with the method in any case; a version of HTTP may follow. */
export function requestFromLine(line: string, caller: Caller): PolicyRequest | Refusal {
  const [, word = '', url = ''] = /^\s*(\S+)\s+(\S+)(?:\s+HTTP\/\S+)?\s*$/i.exec(line) ?? [];
  if (word === '') return new Refusal('must be a method and an address', 'GET /api/v1/pods');
  const method = word.toUpperCase();
  if (!methods.includes(method))
    return new Refusal(`${word} is not a method of HTTP`, `write ${methodFor(word)} ${url}`);
  return requestFromUrl(method, url, caller) ?? notAnAddress(url);
}

function methodFor(word: string): string {
  return methodOf.get(word.toLowerCase()) ?? nearest(word, methods) ?? 'GET';
}

function notAnAddress(url: string): Refusal {
  const help = url.startsWith('/') ? 'write a path such as /healthz or /api/v1/pods' : `write /${url}`;
  return new Refusal(`${url} is not an address that the API server reads`, help);
}

/**
 * From a path and perhaps a verb: of a resource's address the request that the API server reads in it, of any other
 * path the one with the method as its verb.
 */
export function requestFromPath(url: string, word: string | undefined, caller: Caller): PolicyRequest | Refusal {
  const verb = word?.toLowerCase() ?? 'get';
  const method = methodOf.get(verb) ?? (isVerb(verb, 'paths') ? verb.toUpperCase() : null);
  const found = requestFromUrl(method ?? 'GET', url, caller);
  if (found === null) return notAnAddress(url);
  const use = found.resource === '' && found.resourceRequest !== true ? 'paths' : 'resources';
  const isMethod = isVerb(verb, 'paths');
  if (method !== null && (isMethod || found.verb === verb)) return found;
  if (use === 'resources' && method !== null)
    return new Refusal(`${method} of ${url} is a ${found.verb}, not a ${verb}`, `write --verb ${found.verb}`);
  return new Refusal(`no request for ${url} has the verb "${word ?? ''}"`, verbOptionInstead(verb, use));
}
