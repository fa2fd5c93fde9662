// The resources that a word of kubectl names: "po", "Deployment", "deploy.apps", "deployments.v1.apps", "all".
// Source: k8s.io/apimachinery pkg/api/meta/restmapper.go, pkg/runtime/schema/group_version.go.
import { nearest } from '../../../core/nearest.ts';
import { kinds, singular } from '../kinds.ts';
import { Refusal } from '../refusal.ts';

/** A resource of the cluster. */
export interface Resource {
  readonly resource: string;
  readonly group: string;
  /** Null where it is not known: a custom resource. */
  readonly namespaced: boolean | null;
  /** Null where they are not known. */
  readonly subresources: readonly string[] | null;
}

/** Resources of the group that a metrics server adds. */
const metrics: readonly Resource[] = [
  { resource: 'nodes', group: 'metrics.k8s.io', namespaced: false, subresources: [] },
  { resource: 'pods', group: 'metrics.k8s.io', namespaced: true, subresources: [] },
];

/** What kubectl asks for where the word is a category, in its order. Source: api/discovery of k8s.io/kubernetes. */
const categories: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'all',
    [
      'pods',
      'replicationcontrollers',
      'services',
      'daemonsets',
      'deployments',
      'replicasets',
      'statefulsets',
      'horizontalpodautoscalers',
      'cronjobs',
      'jobs',
    ],
  ],
  [
    'api-extensions',
    [
      'mutatingadmissionpolicies',
      'mutatingadmissionpolicybindings',
      'mutatingwebhookconfigurations',
      'validatingadmissionpolicies',
      'validatingadmissionpolicybindings',
      'validatingwebhookconfigurations',
      'customresourcedefinitions',
      'apiservices',
    ],
  ],
]);

/** Whether a word stands for many resources. */
export function isCategory(word: string): boolean {
  return categories.has(word);
}

/** The resources of a list such as "po,svc", each once. Throws a Refusal for one that is not known. */
export function resourcesOfWord(word: string): readonly Resource[] {
  const found = word.split(',').flatMap((part) => (categories.get(part) ?? [part]).map(resourceOfWord));
  return found.filter((each, index) => found.findIndex((other) => same(each, other)) === index);
}

function same(a: Resource, b: Resource): boolean {
  return a.resource === b.resource && a.group === b.group;
}

/** One resource. Throws a Refusal where its group cannot be known. */
export function resourceOfWord(word: string): Resource {
  const lower = word.toLowerCase();
  const [name = '', ...rest] = lower.split('.');
  if (name === '' || !/^[a-z0-9.-]+$/.test(lower)) throw new Refusal(`"${word}" is not a resource`, exampleOf('pods'));
  const named = known.filter(({ names }) => names.includes(name)).map(({ row }) => row);
  if (rest.length === 0) {
    const [first] = named;
    if (first !== undefined) return first;
    const meant = nearest(
      name,
      known.flatMap(({ names }) => names),
    );
    const custom = `for a custom resource write its group, ${name}.GROUP`;
    throw new Refusal(
      `${word} is not a resource of Kubernetes itself`,
      meant === null || name.length < 4 ? custom : `did you mean ${meant}? ${custom}`,
    );
  }
  // "deployments.v1.apps" and "pods.v1.": the version decides nothing here.
  const versioned = isVersion(rest[0] ?? '');
  const group = (versioned ? rest.slice(1) : rest).join('.');
  const groups = [...new Set(known.map(({ row }) => row.group))];
  const whole = groups.includes(group) ? group : groups.find((each) => each !== '' && each.startsWith(group));
  if (whole !== undefined && (group !== '' || versioned)) {
    const row = named.find((each) => each.group === whole);
    if (row !== undefined) return row;
    const other = named[0] === undefined ? '' : `; ${spell(named[0])} is one`;
    throw new Refusal(`the group ${whole === '' ? 'core' : whole} has no ${name}${other}`, exampleOf(word));
  }
  if (!group.includes('.')) throw new Refusal(`the group ${group} is not known`, `write all of it: ${name}.${group}.…`);
  return { resource: name, group, namespaced: null, subresources: null };
}

function exampleOf(word: string): string {
  return `kubectl api-resources lists what ${word} may be`;
}

function spell({ resource, group }: Resource): string {
  return group === '' ? resource : `${resource}.${group}`;
}

function isVersion(text: string): boolean {
  return /^v\d+(?:(?:alpha|beta)\d+)?$/.test(text);
}

const oddSingulars: ReadonlyMap<string, string> = new Map([
  ['componentstatuses', 'componentstatus'],
  ['endpoints', 'endpoints'],
]);

const known: readonly { readonly row: Resource; readonly names: readonly string[] }[] = [
  ...kinds.map((row) => ({
    row,
    names: [row.resource, oddSingulars.get(row.resource) ?? singular(row.resource), ...row.short],
  })),
  ...metrics.map((row) => ({ row, names: [row.resource, singular(row.resource)] })),
];

/** Whether the resources of a group are known: of another one it is not known whether they have namespaces. */
export function isKnownGroup(group: string): boolean {
  return known.some(({ row }) => row.group === group);
}
