// Things that cannot be told apart, counted together. The first of a class speaks for it.

/** An example, and how many it stands for. */
export interface Class<Value> {
  readonly example: Value;
  count: number;
}

/** Classes by which rows a value belongs to, and by a mark of its own. */
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

  /** In the order in which they were met. */
  all(): readonly Class<Value>[] {
    return [...this.bySignature.values()];
  }

  examples(): readonly Value[] {
    return this.all().map(({ example }) => example);
  }
}
