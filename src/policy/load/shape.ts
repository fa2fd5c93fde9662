// The Go types that a policy is decoded into, as data.
// Sources: k8s.io/apiserver pkg/apis/audit/v1/types.go, k8s.io/apimachinery pkg/apis/meta/v1/types.go.

import type { GroupResources, Policy, PolicyRule } from '../model/policy.ts';

export type Shape =
  | { readonly type: 'string' | 'bool' | 'int64' | 'time' | 'any' }
  | { readonly type: 'pointer'; readonly of: Shape }
  | { readonly type: 'list'; readonly of: Shape }
  | { readonly type: 'map'; readonly of: Shape }
  | StructShape;

export interface StructShape {
  readonly type: 'struct';
  readonly name: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly zero: Readonly<Record<string, unknown>>;
}

/** A field of a struct. */
export interface Field {
  readonly name: string;
  readonly shape: Shape;
  /** Distinguishes it from the other fields; there are fewer than 32. */
  readonly bit: number;
}

const noItems: readonly unknown[] = Object.freeze([]);

/** Go's zero value of a type. */
export function zeroOf(shape: Shape): unknown {
  switch (shape.type) {
    case 'string':
    case 'time':
      return '';
    case 'bool':
      return false;
    case 'int64':
      return '0';
    case 'struct':
      return shape.zero;
    case 'list':
      return noItems;
    default:
      return null;
  }
}

const string: Shape = { type: 'string' };
const bool: Shape = { type: 'bool' };
const int64: Shape = { type: 'int64' };
const time: Shape = { type: 'time' };
const pointer = (of: Shape): Shape => ({ type: 'pointer', of });
const list = (of: Shape): Shape => ({ type: 'list', of });
const struct = <Name extends string>(name: string, fields: Readonly<Record<Name, Shape>>): StructShape => ({
  type: 'struct',
  name,
  fields: new Map(
    Object.entries<Shape>(fields).map(([name, shape], index) => [name, { name, shape, bit: 1 << index }]),
  ),
  zero: Object.fromEntries(Object.entries<Shape>(fields).map(([name, shape]) => [name, zeroOf(shape)])),
});

const strings = list(string);
const map: Shape = { type: 'map', of: string };

const objectMeta = struct('metadata', {
  name: string,
  generateName: string,
  namespace: string,
  selfLink: string,
  uid: string,
  resourceVersion: string,
  generation: int64,
  creationTimestamp: time,
  deletionTimestamp: pointer(time),
  deletionGracePeriodSeconds: pointer(int64),
  labels: map,
  annotations: map,
  ownerReferences: list(
    struct('ownerReference', {
      apiVersion: string,
      kind: string,
      name: string,
      uid: string,
      controller: pointer(bool),
      blockOwnerDeletion: pointer(bool),
    }),
  ),
  finalizers: strings,
  managedFields: list(
    struct('managedFieldsEntry', {
      manager: string,
      operation: string,
      apiVersion: string,
      time: pointer(time),
      fieldsType: string,
      fieldsV1: { type: 'any' },
      subresource: string,
    }),
  ),
});

export const groupResourcesShape = struct<keyof GroupResources>('entry of resources', {
  group: string,
  resources: strings,
  resourceNames: strings,
});

export const ruleShape = struct<keyof PolicyRule>('rule', {
  level: string,
  users: strings,
  userGroups: strings,
  verbs: strings,
  resources: list(groupResourcesShape),
  namespaces: strings,
  nonResourceURLs: strings,
  omitStages: strings,
  omitManagedFields: pointer(bool),
});

export const policyShape = struct<keyof Policy | 'kind' | 'apiVersion' | 'metadata'>('policy', {
  kind: string,
  apiVersion: string,
  metadata: objectMeta,
  rules: list(ruleShape),
  omitStages: strings,
  omitManagedFields: bool,
});
