// A JSON Schema of audit policies, for editors. It cannot say all that the API server checks; the linter does.
import { levels, stages } from '../model/policy.ts';

const strings = (description: string): object => ({ type: 'array', description, items: { type: 'string' } });
const omitStages = {
  type: 'array',
  description: 'Stages at which no event is written. A rule adds to what the policy omits.',
  items: { enum: stages },
};

/** JSON Schema (draft 07) of audit.k8s.io/v1 Policy. */
export const policySchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Kubernetes audit policy (audit.k8s.io/v1)',
  type: 'object',
  required: ['apiVersion', 'kind', 'rules'],
  additionalProperties: false,
  properties: {
    apiVersion: { const: 'audit.k8s.io/v1' },
    kind: { const: 'Policy' },
    metadata: { type: 'object', description: 'Ignored by the API server.' },
    omitStages,
    omitManagedFields: { type: 'boolean', default: false, description: 'Leaves managedFields out of logged bodies.' },
    rules: {
      type: 'array',
      minItems: 1,
      description:
        'Read from the top; the first rule that matches a request decides. Without a match nothing is logged.',
      items: { $ref: '#/definitions/rule' },
    },
  },
  definitions: {
    rule: {
      type: 'object',
      required: ['level'],
      additionalProperties: false,
      description: 'A field that is left out or empty asks for nothing.',
      not: { required: ['nonResourceURLs'], anyOf: [{ required: ['resources'] }, { required: ['namespaces'] }] },
      properties: {
        level: { enum: levels, description: 'How much is written: nothing, metadata, the request body, both bodies.' },
        users: strings('Exact user names; "*" is no wildcard here.'),
        userGroups: strings('The user is in one of these groups. With users both are asked for.'),
        verbs: strings(
          'get, list, watch, create, update, patch, delete, deletecollection; other paths: the method in lower case.',
        ),
        resources: { type: 'array', items: { $ref: '#/definitions/groupResources' } },
        namespaces: strings('Exact names; "" is for resources without a namespace and for all namespaces at once.'),
        nonResourceURLs: {
          type: 'array',
          description: 'Paths that are no resources; a "*" may stand at the end.',
          items: { type: 'string', pattern: '^(\\*|/[^*]*\\*?)$' },
        },
        omitStages,
        omitManagedFields: { type: ['boolean', 'null'], description: "Overrides the policy's." },
      },
    },
    groupResources: {
      type: 'object',
      additionalProperties: false,
      properties: {
        group: {
          type: 'string',
          default: '',
          description:
            'An API group without its version; "" is the core group, "*" every group (Kubernetes 1.36 and newer).',
          pattern: '^(\\*|([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?)$',
        },
        resources: strings('pods, pods/log, pods/*, */status or *; empty for all of the group.'),
        resourceNames: strings('Names of objects; needs resources. A create carries no name.'),
      },
      dependencies: { resourceNames: ['resources'] },
    },
  },
} as const;
