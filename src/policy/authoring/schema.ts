// A JSON Schema of audit policies, for editors. It cannot say all that the API server checks; the linter does. Fields and
// their types are those that the loader decodes; here are the words, and what JSON Schema can say beyond types.
import { groupResourcesShape, policyShape, ruleShape, type Shape, type StructShape } from '../load/shape.ts';
import { levels, stages, type GroupResources, type Policy, type PolicyRule } from '../model/policy.ts';

type Words<Fields extends string> = Readonly<Record<Fields, object>>;

const omitStages = {
  description: 'Stages at which no event is written. A rule adds to what the policy omits.',
  items: { enum: stages },
};

const policyWords: Words<keyof Policy | 'apiVersion' | 'kind' | 'metadata'> = {
  apiVersion: { const: 'audit.k8s.io/v1' },
  kind: { const: 'Policy' },
  metadata: { description: 'Ignored by the API server.' },
  omitStages,
  omitManagedFields: { default: false, description: 'Leaves managedFields out of logged bodies.' },
  rules: {
    minItems: 1,
    description: 'Read from the top; the first rule that matches a request decides. Without a match nothing is logged.',
    items: { $ref: '#/definitions/rule' },
  },
};

const ruleWords: Words<keyof PolicyRule> = {
  level: { enum: levels, description: 'How much is written: nothing, metadata, the request body, both bodies.' },
  users: { description: 'Exact user names; "*" is not a wildcard here.' },
  userGroups: { description: 'The user is in one of these groups. With users, both must match.' },
  verbs: {
    description:
      'get, list, watch, create, update, patch, delete, deletecollection; other paths: the method in lower case.',
  },
  resources: { items: { $ref: '#/definitions/groupResources' } },
  namespaces: {
    description: 'Exact names; "" is for resources without a namespace and for all namespaces at once.',
  },
  nonResourceURLs: {
    description: 'Paths that are not resources; "*" is allowed at the end.',
    items: { type: 'string', pattern: '^(\\*|/[^*]*\\*?)$' },
  },
  omitStages,
  omitManagedFields: { description: "Overrides the policy's." },
};

const groupResourcesWords: Words<keyof GroupResources> = {
  group: {
    default: '',
    description: 'An API group without its version; "" is the core group, "*" every group (Kubernetes 1.36 and newer).',
    pattern: '^(\\*|([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?)$',
  },
  resources: { description: 'pods, pods/log, pods/*, */status or *; empty for all of the group.' },
  resourceNames: { description: 'Names of objects; needs resources. A create carries no name.' },
};

/** JSON Schema (draft 07) of audit.k8s.io/v1 Policy. */
export const policySchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Kubernetes audit policy (audit.k8s.io/v1)',
  ...objectOf(policyShape, policyWords),
  required: ['apiVersion', 'kind', 'rules'],
  definitions: {
    rule: {
      ...objectOf(ruleShape, ruleWords),
      required: ['level'],
      description: 'A field that is left out or empty matches everything.',
      not: { required: ['nonResourceURLs'], anyOf: [{ required: ['resources'] }, { required: ['namespaces'] }] },
    },
    groupResources: {
      ...objectOf(groupResourcesShape, groupResourcesWords),
      dependencies: { resourceNames: ['resources'] },
    },
  },
} as const;

function objectOf({ fields }: StructShape, words: Readonly<Record<string, object>>): object {
  const properties = [...fields].map(([name, { shape }]) => [name, { ...typeOf(shape), ...words[name] }]);
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) };
}

function typeOf(shape: Shape): { readonly type?: string | readonly string[]; readonly items?: object } {
  switch (shape.type) {
    case 'string':
      return { type: 'string' };
    case 'bool':
      return { type: 'boolean' };
    case 'pointer':
      return { type: [typeOf(shape.of).type ?? [], 'null'].flat() };
    case 'list':
      return { type: 'array', items: typeOf(shape.of) };
    default:
      return { type: 'object' };
  }
}
