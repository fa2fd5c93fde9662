// The tokens that a YAML text is cut into.
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export type TokenType =
  | 'stream-end'
  | 'version-directive'
  | 'tag-directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | '-'
  | '?'
  | ':'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

/** A token. It is used again once it was read: a reader that needs a part of it later keeps that part. */
export interface Token {
  type: TokenType;
  /** Offset of its first character. */
  start: number;
  /** Offset after its last character. */
  end: number;
  /** A scalar's value, an anchor's name, a tag's handle, a version as "1.1". */
  value: string;
  /** A tag's suffix, a tag directive's prefix. */
  suffix: string;
  style: ScalarStyle;
}
