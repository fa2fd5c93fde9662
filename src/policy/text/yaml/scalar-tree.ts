// A scalar as the JSON value that it is for Kubernetes, with its place.
import type { Range } from '../../../core/diagnostic.ts';
import { unreachable } from '../../../core/unreachable.ts';
import type { Tree } from '../tree.ts';
import type { Scalar } from './resolve.ts';

/** A scalar as it is written. */
export interface Written extends Range {
  readonly value: string;
}

/** A number is spelt as Go's JSON encoder spells it; one that JSON does not have, as JavaScript does. */
export function scalarTree(scalar: Scalar, { value: source, start, end }: Written): Tree {
  switch (scalar.kind) {
    case 'null':
      return { kind: 'null', start, end };
    case 'string':
      return { kind: 'string', value: scalar.value, start, end };
    case 'bool':
      return { kind: 'bool', value: scalar.value, source, start, end };
    case 'int':
      return { kind: 'number', literal: String(scalar.value), source, start, end };
    case 'float':
      return { kind: 'number', literal: Object.is(scalar.value, -0) ? '-0' : String(scalar.value), source, start, end };
    default:
      return unreachable(scalar);
  }
}
