// What is known of the resources of Kubernetes' own API groups, of this version and of others.
import { kinds, singular } from '../request/kinds.ts';

export interface KnownResource {
  readonly group: string;
  readonly resource: string;
  readonly namespaced: boolean;
  readonly subresources: readonly string[];
  /** Short names, and the kind in lower case. */
  readonly otherNames: readonly string[];
}

const other = (group: string, resource: string, namespaced: boolean, ...subresources: string[]): KnownResource => ({
  group,
  resource,
  namespaced,
  subresources,
  otherNames: [],
});

/** Resources of older versions, and of the one that comes next. */
const ofOtherVersions: readonly KnownResource[] = [
  other('batch', 'scheduledjobs', true, 'status'),
  other('networking.k8s.io', 'clustercidrs', false),
  other('policy', 'podsecuritypolicies', false),
  other('resource.k8s.io', 'podschedulingcontexts', true, 'status'),
  other('resource.k8s.io', 'resourceclaimparameters', true),
  other('resource.k8s.io', 'resourceclasses', false),
  other('resource.k8s.io', 'resourceclassparameters', true),
  other('scheduling.k8s.io', 'compositepodgroups', true, 'status'),
];

/** Subresources that only other versions have. */
const olderSubresources: ReadonlyMap<string, readonly string[]> = new Map([['deployments', ['rollback']]]);

const all: readonly KnownResource[] = [
  ...kinds.map(({ group, resource, namespaced, short, subresources }) => ({
    group,
    resource,
    namespaced,
    subresources: [...subresources, ...(olderSubresources.get(resource) ?? [])],
    otherNames: [singular(resource), ...short].filter((name) => name !== resource),
  })),
  ...ofOtherVersions,
];

const byGroup = new Map<string, Map<string, KnownResource>>();
for (const known of all) {
  const group = byGroup.get(known.group) ?? new Map<string, KnownResource>();
  byGroup.set(known.group, group.set(known.resource, known));
}

/** One resource of one group. */
export function knownResource(group: string, resource: string): KnownResource | undefined {
  return byGroup.get(group)?.get(resource);
}

/** All of a group's resources; undefined for a group that is not Kubernetes' own. */
export function resourcesOf(group: string): readonly KnownResource[] | undefined {
  const found = byGroup.get(group);
  return found === undefined ? undefined : [...found.values()];
}

/** Resources of any group that have this name, or this kind or short name in any case of letters. */
export function resourcesNamed(word: string): readonly KnownResource[] {
  const lower = word.toLowerCase();
  const named = all.filter(({ resource }) => resource === lower);
  return named.length > 0 ? named : all.filter(({ otherNames }) => otherNames.includes(lower));
}
