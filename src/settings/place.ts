// Where a value stands in a settings file.

/** Lines and columns count from 1. */
export interface Place {
  /** Absolute. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A value with the place that it comes from. */
export interface Placed<Value> {
  readonly value: Value;
  readonly place: Place;
}

/** "file:line", as compilers write it. */
export function placeText({ file, line }: Pick<Place, 'file' | 'line'>): string {
  return `${file}:${line}`;
}
