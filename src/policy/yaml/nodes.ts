// The nodes of a YAML document: scalars, collections, aliases, each with its place.
import type { Range } from '../../core/diagnostic.ts';

interface Placed {
  readonly range: Range;
}

export interface ScalarNode extends Placed {
  readonly type: 'scalar';
  readonly tag: string;
  readonly value: string;
  /** Plain and without a tag: its type is found out from the text. */
  readonly implicit: boolean;
}

export interface CollectionNode extends Placed {
  readonly type: 'sequence' | 'mapping';
  /** Items; of a mapping: key, value, key, value … */
  readonly children: readonly YamlNode[];
  readonly flow: boolean;
}

export interface AliasNode extends Placed {
  readonly type: 'alias';
  readonly name: string;
  readonly target: YamlNode;
}

export type YamlNode = ScalarNode | CollectionNode | AliasNode;

export const TAG_PREFIX = 'tag:yaml.org,2002:';

/** A scalar that is not written, where YAML has one all the same. */
export function emptyNode(at: number): ScalarNode {
  return { type: 'scalar', tag: '', value: '', implicit: true, range: { start: at, end: at } };
}
