// Things that cannot be distinguished, counted together. The first of a class represents it.

/** An example, and how many it stands for. */
export interface Class<Value> {
  readonly example: Value;
  count: number;
}

/** Classes of values that belong to the same rows and have the same mark. */
export class Classes<Value> {
  private readonly bySignature = new Map<string, Class<Value>>();

  /** `rows` may come in any order, and more than once. */
  add(rows: readonly number[], mark: boolean, example: Value, count = 1): void {
    const distinct = rows.length < 2 ? rows : [...new Set(rows)].toSorted((a, b) => a - b);
    const signature = `${mark ? '!' : ''}${distinct.join()}`;
    const known = this.bySignature.get(signature);
    if (known === undefined) this.bySignature.set(signature, { example, count });
    else known.count += count;
  }

  /** In the order of their first appearance. */
  all(): readonly Class<Value>[] {
    return [...this.bySignature.values()];
  }

  examples(): readonly Value[] {
    return this.all().map(({ example }) => example);
  }
}

/** In which of the lists each value stands. */
export function rowsOf(lists: readonly (readonly string[])[]): ReadonlyMap<string, readonly number[]> {
  const rows = new Map<string, number[]>();
  for (const [row, list] of lists.entries()) {
    for (const value of new Set(list)) {
      const known = rows.get(value);
      if (known === undefined) rows.set(value, [row]);
      else known.push(row);
    }
  }
  return rows;
}
