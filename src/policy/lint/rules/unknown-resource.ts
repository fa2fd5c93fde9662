// Resources that their API group does not have.
import { gather } from '../../../core/gather.ts';
import { nearest } from '../../../core/nearest.ts';
import { NEWEST_MINOR } from '../../model/kubernetes-version.ts';
import { knownResource, resourcesNamed, resourcesOf, type KnownResource } from '../known-resources.ts';
import { eachRule, type LintRule, type Remarked } from '../rule.ts';
import { isList } from './list-in-string.ts';

interface Wrong {
  readonly message: string;
  readonly help: string;
}

export const unknownResource: LintRule = {
  id: 'unknown-resource',
  severity: 'warning',
  title: 'a resource that its API group does not have',
  why:
    'An entry matches what its group has under exactly this name: the plural in lower case, as in an address. Deployments are ' +
    'in apps and not in the core group; pod, Pods and po are not pods; logs of pods are pods/log. Groups that are not ' +
    "Kubernetes' own are left alone.",
  check: ({ policy }) =>
    eachRule(policy, (rule, at) =>
      gather(rule.resources, ({ group, resources }, place) =>
        gather(resources, (pattern, index): readonly Remarked[] => {
          const wrong = isList(pattern) ? null : wrongIn(group, pattern);
          return wrong === null ? [] : [{ at: [...at, 'resources', place, 'resources', index], ...wrong }];
        }),
      ),
    ),
};

function wrongIn(group: string, pattern: string): Wrong | null {
  const cut = pattern.indexOf('/');
  const [resource, subresource] = cut < 0 ? [pattern, ''] : [pattern.slice(0, cut), pattern.slice(cut + 1)];
  if (group === '*') return wrongAnywhere(resource);
  const known = resourcesOf(group);
  if (known === undefined || resource === '') return null;
  if (resource === '*') return wrongEverywhere(group, known, subresource);
  const found = knownResource(group, resource);
  return found === undefined ? wrongResource(group, known, resource, subresource) : wrongPart(found, subresource);
}

/** In every group at once only another spelling is known to be wrong. */
function wrongAnywhere(resource: string): Wrong | null {
  const [first] = resourcesNamed(resource);
  if (first === undefined || first.resource === resource) return null;
  return { message: `no resource is named "${resource}"`, help: `write ${first.resource}` };
}

/** A part of every resource of a group. */
function wrongEverywhere(group: string, known: readonly KnownResource[], subresource: string): Wrong | null {
  const parts = [...new Set(known.flatMap(({ subresources }) => subresources))];
  if (subresource === '' || subresource === '*' || parts.includes(subresource)) return null;
  const meant = nearest(subresource, parts);
  return {
    message: `nothing in ${spell(group)} has the subresource "${subresource}"`,
    help: meant === null ? `there are ${parts.join(', ') || 'none'}` : `did you mean "*/${meant}"?`,
  };
}

function wrongPart({ resource, subresources }: KnownResource, subresource: string): Wrong | null {
  if (subresource === '' || subresource === '*' || subresources.includes(subresource)) return null;
  const meant = nearest(subresource, subresources);
  const has = subresources.length === 0 ? 'none' : subresources.join(', ');
  return {
    message: `${resource} has no subresource "${subresource}"`,
    help: meant === null ? `it has ${has}` : `did you mean ${resource}/${meant}?`,
  };
}

function wrongResource(
  group: string,
  known: readonly KnownResource[],
  resource: string,
  subresource: string,
): Wrong | null {
  const suffix = subresource === '' ? '' : `/${subresource}`;
  const message = `${spell(group)} has no resource "${resource}"`;
  const named = resourcesNamed(resource);
  const here = named.find((each) => each.group === group);
  if (here !== undefined) return { message, help: `write ${here.resource}${suffix}` };
  const [first] = named;
  if (first !== undefined) {
    const where = [...new Set(named.map((each) => each.group))].map((each) => (each === '' ? '""' : each));
    return { message, help: `write an entry with group: ${where.join(' or ')} for ${first.resource}` };
  }
  if (resource === 'tokenrequests') return { message, help: 'write serviceaccounts/token with group: ""' };
  const part = partNamed(known, resource);
  if (part !== null) return { message, help: `write ${part}` };
  const names = known.map((each) => each.resource);
  const meant = nearest(resource, names);
  if (meant !== null) return { message, help: `did you mean ${meant}${suffix}?` };
  const few = names.length <= 8 ? `it has ${names.join(', ')}` : 'write a resource of this group, or its own group';
  return { message: `${message} in Kubernetes up to 1.${NEWEST_MINOR}`, help: few };
}

/** "log", "logs" or "exec" alone: the subresource of one resource. */
function partNamed(known: readonly KnownResource[], word: string): string | null {
  for (const name of [word, word.replace(/s$/, '')]) {
    const owners = known.filter(({ subresources }) => subresources.includes(name));
    const [owner] = owners;
    if (owner !== undefined && owners.length === 1) return `${owner.resource}/${name}`;
  }
  return null;
}

function spell(group: string): string {
  return group === '' ? 'the core group' : `the group ${group}`;
}
