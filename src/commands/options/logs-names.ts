// Names in the filters of `logs`, in the spelling of events, and what is known of those that no event has.
import { addressRange } from '../../events/cidr.ts';
import { negation } from '../../events/glob.ts';
import { resourcesOfWord } from '../../policy/request/kubectl/resource-words.ts';
import { Refusal } from '../../policy/request/refusal.ts';
import { isVerb, verbOptionInstead } from '../../policy/request/verb-words.ts';
import type { LogsOptions } from './logs.ts';
import { names } from './logs-values.ts';

/** Changes what stands after "!" in each of several values. */
function each(texts: readonly string[], change: (pattern: string) => readonly string[]): readonly string[] {
  return texts.flatMap((text) => {
    const { negated, pattern } = negation(text);
    return change(pattern).map((changed) => (negated ? `!${changed}` : changed));
  });
}

/** A user; a service account also as the pretty form shows it, sa:NAMESPACE:NAME. */
export function users(text: string): readonly string[] {
  return each([text], (pattern) => [pattern.replace(/^sa:([^:]+:[^:]+)$/, 'system:serviceaccount:$1')]);
}

/** Verbs, in any case. */
export function verbs(text: string): readonly string[] {
  return each(names(text), (pattern) => [pattern.toLowerCase()]);
}

/** Resources by their names, kinds and short names, in any case, as kubectl reads them. */
export function resources(text: string): readonly string[] {
  return each(names(text), (pattern) => {
    const [type = '', ...subresource] = pattern.toLowerCase().split('/');
    return typesOf(type).map((found) => [found, ...subresource].join('/'));
  });
}

function typesOf(word: string): readonly string[] {
  if (word.includes('*')) return [word];
  try {
    // Without a group, of any group.
    return resourcesOfWord(word).map(({ resource, group }) => (word.includes('.') ? `${resource}.${group}` : resource));
  } catch (error) {
    if (error instanceof Refusal) return [word];
    throw error;
  }
}

const groups = /^system:(?:nodes|masters|authenticated|unauthenticated|serviceaccounts(?::.*)?)$/;

/** By option, what to say of a value that no event can have; null of others. */
const checks: Readonly<Record<string, (value: string) => string | null>> = {
  verb: (value) => (isVerb(value, 'anything') ? null : verbOptionInstead(value, 'anything')),
  user: (value) => (groups.test(value) ? `it is a group: --group ${value}` : null),
  as: (value) => (groups.test(value) ? 'it is a group' : null),
  group: (value) =>
    /^system:(?:node|serviceaccount):|^system:kube-/.test(value) ? `it is a user: --user ${value}` : null,
  namespace: (value) => (/^[a-z0-9-]+$/.test(value) ? null : 'such names have a-z, 0-9 and - only'),
  sourceIp: (value) =>
    addressRange(value) === null ? 'write an address, a range such as 192.0.2.0/24, or use *' : null,
  url: (value) => (value.startsWith('/') ? null : `write /${value}, or *${value}*`),
};

/** A line for each value of a filter that no event can have. */
export function valuesOfNoEvent(options: LogsOptions): readonly string[] {
  const given = options as Readonly<Record<string, unknown>>;
  return Object.entries(checks).flatMap(([option, check]) => {
    const values = given[option];
    if (!Array.isArray(values)) return [];
    const flag = `--${option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return values.flatMap((value) => {
      const { pattern } = negation(String(value));
      const help = pattern === '' || pattern.includes('*') ? null : check(pattern);
      return help === null ? [] : [`no event has ${flag} ${pattern}: ${help}`];
    });
  });
}
