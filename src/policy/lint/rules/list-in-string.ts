// Commas or blanks inside a value: a list that was written as one string.
import { gather } from '../../../core/gather.ts';
import { eachRule, type LintRule, type Remarked } from '../rule.ts';
import type { GroupResources } from '../../model/policy.ts';
import type { Path } from '../../text/tree.ts';

const fields = ['users', 'userGroups', 'verbs', 'namespaces', 'nonResourceURLs'] as const;
const inEntries = ['resources', 'resourceNames'] as const;

export const listInString: LintRule = {
  id: 'list-in-string',
  severity: 'warning',
  title: 'a comma or a blank inside a value',
  why:
    'Values are compared letter by letter: "get, list" is one verb, which no request has, and "get " is not "get". Names of ' +
    'users and groups may hold commas and blanks, and are left alone where they look like such a name.',
  check: ({ policy }) =>
    eachRule(policy, (rule, at) => {
      if (!fields.some((field) => rule[field].some(isList)) && !rule.resources.some(holdsList)) return [];
      return [
        ...gather(fields, (field) => gather(rule[field], (value, index) => look(value, field, [...at, field, index]))),
        ...gather(rule.resources, (entry, place) =>
          gather(inEntries, (field) =>
            gather(entry[field], (value, index) => look(value, field, [...at, 'resources', place, field, index])),
          ),
        ),
      ];
    }),
};

function holdsList({ resources, resourceNames }: GroupResources): boolean {
  return resources.some(isList) || resourceNames.some(isList);
}

function look(value: string, field: string, at: Path): readonly Remarked[] {
  if (!isList(value)) return [];
  const parts = value.split(/[\s,;]+/).filter((part) => part !== '');
  if (parts.length === 0) return [{ at, message: `"${value}" in ${field} matches nothing`, help: 'remove it' }];
  if ((field === 'users' || field === 'userGroups') && parts.length > 1 && !parts.every(isPlainName)) return [];
  const written = parts.map((part) => (/^[a-z0-9/.-]+$/i.test(part) ? part : JSON.stringify(part)));
  return [
    {
      at,
      message:
        parts.length === 1
          ? `"${value}" in ${field} matches only this exact name, with its blank or comma`
          : `"${value}" in ${field} is one name, and no list`,
      help: `write ${parts.length === 1 ? written.join('') : `[${written.join(', ')}]`}`,
    },
  ];
}

/** Whether a value holds what stands between the values of a list. */
export function isList(value: string): boolean {
  return /[\s,;]/.test(value);
}

/** "Jane Doe" and "cn=bakers,ou=people" are names of a person and of a group. */
function isPlainName(part: string): boolean {
  return /^[a-z0-9:._@/-]+$/.test(part);
}
