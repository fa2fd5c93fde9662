// A request from single words: a verb, a resource, a namespace and a name.
import { request, type PolicyRequest } from '../model/request.ts';
import { parseResource } from './from-parts.ts';
import type { Caller } from './from-url.ts';
import { resourceOfWord, type Resource } from './kubectl/resource-words.ts';
import { Refusal } from './refusal.ts';
import { isVerb, verbOptionInstead } from './verb-words.ts';

export interface RequestWords {
  readonly verb: string;
  /** Such as "pods", "po", "pods/log", "deployments.apps/scale". */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/** The request; a Refusal where no request has these words. */
export function requestFromWords(words: RequestWords, caller: Caller): PolicyRequest | Refusal {
  const verb = words.verb.toLowerCase();
  if (!isVerb(verb, 'resources'))
    return new Refusal(
      `no request for a resource has the verb "${words.verb}"`,
      verbOptionInstead(words.verb, 'resources'),
    );
  const { resource: word, subresource, group: spelled } = parseResource(words.resource);
  const resource = resourceOf(word, spelled);
  if (resource instanceof Refusal) return resource;
  const { namespaced, resource: name, group } = resource;
  const without = withoutSubresource(resource, subresource);
  if (without !== null) return without;
  const isNamespace = name === 'namespaces' && group === '';
  if (namespaced === false && words.namespace !== '' && !isNamespace)
    return new Refusal(`${name} are in no namespace`, 'leave --namespace out');
  if (words.name !== '' && subresource === '' && (verb === 'create' || verb === 'deletecollection'))
    return new Refusal(`a ${verb} of ${name} names no object in its address`, 'leave --name out');
  // A Namespace is in the namespace of its own name.
  const namespace = isNamespace && words.namespace === '' ? words.name : words.namespace;
  return request({ ...caller, verb, group, resource: name, subresource, namespace, name: words.name });
}

/** Why no request is for this subresource of a resource; null where some are, or where that is not known. */
export function withoutSubresource({ resource, subresources }: Resource, subresource: string): Refusal | null {
  if (subresource === '' || subresources === null || subresources.includes(subresource)) return null;
  const help =
    subresources.length === 0
      ? `write ${resource}`
      : `write one of ${subresources.map((each) => `${resource}/${each}`).join(', ')}`;
  return new Refusal(`${resource} have no subresource "${subresource}"`, help);
}

/** With a group any resource, since other versions of Kubernetes have others; without one a resource that is known. */
function resourceOf(word: string, group: string): Resource | Refusal {
  try {
    return resourceOfWord(group === '' ? word : `${word}.${group}`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (group === '' || !/^[a-z0-9.-]+$/.test(word)) return error;
    return { resource: word, group, namespaced: null, subresources: null };
  }
}
