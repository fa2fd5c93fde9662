// Names in the filters of `logs`, in the spelling of events, and what is known of those that no event has.
import { addressRange } from '../../events/cidr.ts';
import { negation } from '../../events/glob.ts';
import { resourceOfWord, resourcesOfWord } from '../../policy/request/kubectl/resource-words.ts';
import { withoutSubresource } from '../../policy/request/from-words.ts';
import { Refusal } from '../../policy/request/refusal.ts';
import { isVerb, verbOptionInstead } from '../../policy/request/verb-words.ts';
import type { FieldName } from '../../events/fields.ts';
import type { LogsOptions } from './logs.ts';

/** Values of filters by their fields. */
export type FieldNames = Partial<Readonly<Record<FieldName, readonly string[]>>>;

/** Changes what stands after "!" in each of several values. */
function each(texts: readonly string[], change: (pattern: string) => readonly string[]): readonly string[] {
  return texts.flatMap((text) => {
    const { negated, pattern } = negation(text);
    return change(pattern).map((changed) => (negated ? `!${changed}` : changed));
  });
}

/** A user; a service account also as the pretty form shows it, sa:NAMESPACE:NAME. */
const user = (pattern: string): readonly string[] => [
  pattern.replace(/^sa:([^:]+:[^:]+)$/, 'system:serviceaccount:$1'),
];

/** A resource by its name, kind or short name, in any case, as kubectl reads it. */
function resource(pattern: string): readonly string[] {
  const [type = '', ...subresource] = pattern.toLowerCase().split('/');
  return typesOf(type).map((found) => [found, ...subresource].join('/'));
}

/** The values of those filters that can be written in more than one way, as events have them. */
export function namesAsInEvents({ verb, user: users, as, resource: resources }: LogsOptions): FieldNames {
  return {
    ...(verb === undefined ? {} : { verb: each(verb, (pattern) => [pattern.toLowerCase()]) }),
    ...(users === undefined ? {} : { user: each(users, user) }),
    ...(as === undefined ? {} : { as: each(as, user) }),
    ...(resources === undefined ? {} : { resource: each(resources, resource) }),
  };
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

/** What to say of a subresource that a resource of Kubernetes itself does not have; null of others. */
function subresourceHelp(value: string): string | null {
  const [type = '', ...subresource] = value.split('/');
  try {
    const without = withoutSubresource(resourceOfWord(type), subresource.join('/'));
    return without === null ? null : `${without.message}; ${without.help}`;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

const groups = /^system:(?:nodes|masters|authenticated|unauthenticated|serviceaccounts(?::.*)?)$/;

/** By option, what to say of a value that no event can have; null of others. */
const checks: Partial<Readonly<Record<FieldName, (value: string) => string | null>>> = {
  verb: (value) => (isVerb(value, 'anything') ? null : verbOptionInstead(value, 'anything')),
  user: (value) => (groups.test(value) ? `it is a group: --group ${value}` : null),
  as: (value) => (groups.test(value) ? 'it is a group' : null),
  group: (value) =>
    /^system:(?:node|serviceaccount):|^system:kube-/.test(value) ? `it is a user: --user ${value}` : null,
  resource: subresourceHelp,
  namespace: (value) => (/^[a-z0-9-]+$/.test(value) ? null : 'such names have a-z, 0-9 and - only'),
  sourceIp: (value) =>
    addressRange(value) === null ? 'write an address, a range such as 192.0.2.0/24, or use *' : null,
  url: (value) => (value.startsWith('/') ? null : `write /${value}, or *${value}*`),
};

/** A line for each value of a filter that no event can have; `spelled` are its names as events have them. */
export function valuesOfNoEvent(options: LogsOptions, spelled: FieldNames): readonly string[] {
  return (Object.entries(checks) as [FieldName, (value: string) => string | null][]).flatMap(([option, check]) => {
    const values = spelled[option] ?? options[option];
    if (values === undefined) return [];
    const flag = `--${option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return values.flatMap((value) => {
      const { pattern } = negation(value);
      const help = pattern === '' || pattern.includes('*') ? null : check(pattern);
      return help === null ? [] : [`no event has ${flag} ${pattern}: ${help}`];
    });
  });
}
