// Scalars as keys of a mapping, as sigs.k8s.io/yaml makes texts of them. Source of the behaviour: its yaml.go,
// convertToJSONableObject.
import type { Range } from '../../../core/diagnostic.ts';
import { unreachable } from '../../../core/unreachable.ts';
import { TextError } from '../text-error.ts';
import type { Tree } from '../tree.ts';
import type { OpenEntry } from './frame.ts';
import type { Scalar } from './resolve.ts';
import type { Written } from './scalar-tree.ts';
import type { Unfit } from './unfit.ts';

/** A key that was set twice in one mapping; the later value counts. */
export interface RepeatedKey {
  readonly key: string;
  readonly range: Range;
  /** It was set before by a merge (`<<`). */
  readonly merged: boolean;
}

/** Stands for a value until it is read, and for one that cannot be had. */
export const noTree: Tree = { kind: 'null', start: 0, end: 0 };

/** The "entry" of a merge key: the value that comes next is merged. */
export const mergeKey: OpenEntry = openEntry('<<', noTree, null);

/** Makes the entries of keys, whose values come later. */
export class Keys {
  private readonly unfit: Unfit;
  /** Keys are few and come often: each text is kept once. */
  private readonly texts = new Map<string, string>();

  constructor(unfit: Unfit) {
    this.unfit = unfit;
  }

  /** The entry of a key that is a string beyond doubt. */
  ofString(written: Written): OpenEntry {
    const known = this.texts.get(written.value);
    if (known === undefined) this.texts.set(written.value, written.value);
    const key = known ?? written.value;
    return openEntry(key, written, key);
  }

  of(scalar: Scalar, range: Range): OpenEntry {
    switch (scalar.kind) {
      case 'string':
      case 'bool':
        return openEntry(String(scalar.value), range, scalar.value);
      case 'int': {
        const entry = openEntry(String(scalar.value), range, scalar.value);
        return scalar.value < 2n ** 63n ? entry : this.unfitKey(entry, 'this number is too large for a key');
      }
      case 'float':
        // Nothing is the same as NaN, not even NaN.
        return openEntry(String(scalar.value), range, Number.isNaN(scalar.value) ? {} : scalar.value);
      case 'null':
        return this.unfitKey(openEntry('', range, null), 'a key is missing before the ":"');
      default:
        return unreachable(scalar);
    }
  }

  private unfitKey(entry: OpenEntry, message: string): OpenEntry {
    this.unfit.mark(entry, new TextError(message, entry, 'write: key: value'));
    return entry;
  }
}

/** The entry of a node that is not a scalar, which is an error. */
export function noEntry(range: Range): OpenEntry {
  return openEntry('', range, null);
}

export function noKey(range: Range): TextError {
  return new TextError('a list or a mapping cannot be a key', range, 'write: key: value');
}

function openEntry(key: string, { start, end }: Range, identity: unknown): OpenEntry {
  return { key, start, end, value: noTree, identity, merged: false };
}
