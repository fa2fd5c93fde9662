// Which earlier rules could cover a rule at all, found without comparing every pair.

/** An index by one field. A rule without that field can cover any; one with it only those that share a value. */
class FieldIndex {
  private readonly values: readonly (readonly string[])[];
  private readonly open: number[] = [];
  private readonly byValue = new Map<string, number[]>();
  /** How many rules are in the index: as many as were asked about. */
  private known = 0;

  constructor(values: readonly (readonly string[])[]) {
    this.values = values;
  }

  /** At most how many rules `above` gives. */
  countAbove(index: number): number {
    while (this.known < index) this.add(this.known++);
    let count = this.open.length;
    for (const value of this.values[index] ?? []) count += this.byValue.get(value)?.length ?? 0;
    return count;
  }

  /** For an index whose rules were counted last. */
  above(index: number): readonly number[] {
    const shared = (this.values[index] ?? []).flatMap((value) => this.byValue.get(value) ?? []);
    return shared.length === 0 ? this.open : [...new Set([...this.open, ...shared])].toSorted((a, b) => a - b);
  }

  /** How many rules above ask for nothing, or for one value of the rule: for the one that the fewest ask for. */
  fewestAbove(index: number): number {
    while (this.known < index) this.add(this.known++);
    const values = this.values[index] ?? [];
    let fewest = values.length === 0 ? 0 : Infinity;
    for (const value of values) fewest = Math.min(fewest, this.byValue.get(value)?.length ?? 0);
    return this.open.length + fewest;
  }

  /** For an index whose rules were counted last: each value with the rules above that it matches; null without values. */
  *aboveEach(index: number): Generator<{ readonly value: string | null; readonly rules: readonly number[] }> {
    const values = this.values[index] ?? [];
    if (values.length === 0) yield { value: null, rules: this.open };
    const named = (value: string): readonly number[] => this.byValue.get(value) ?? [];
    for (const value of values.toSorted((a, b) => named(a).length - named(b).length)) {
      yield { value, rules: this.open.length === 0 ? named(value) : [...this.open, ...named(value)] };
    }
  }

  private add(index: number): void {
    const values = this.values[index] ?? [];
    if (values.length === 0) this.open.push(index);
    for (const value of values) {
      const list = this.byValue.get(value);
      if (list === undefined) this.byValue.set(value, [index]);
      else if (list.at(-1) !== index) list.push(index);
    }
  }
}

/** The rules of a policy, by the fields that distinguish rules best. */
export class Candidates {
  private readonly indexes: readonly FieldIndex[];

  /** `fields`: of each field the values that the rules ask for, one list per rule; an empty one asks for nothing. */
  constructor(fields: readonly (readonly (readonly string[])[])[]) {
    this.indexes = fields.map((values) => new FieldIndex(values));
  }

  /** Whether some field has a value that no rule above matches. To be asked in the order of the rules. */
  isFree(index: number): boolean {
    return this.indexes.some((field) => field.fewestAbove(index) === 0);
  }

  /**
   * The rules above one that match a value of one field: the field that leaves the fewest of them, and each of its
   * values. To be asked about in the order of the rules.
   */
  *choices(index: number): Generator<{ field: number; value: string | null; rules: readonly number[] }> {
    const counts = this.indexes.map((field) => field.fewestAbove(index));
    const best = counts.indexOf(Math.min(...counts));
    for (const { value, rules } of this.indexes[best]?.aboveEach(index) ?? []) yield { field: best, value, rules };
  }

  /**
   * Indexes of the rules above one that may cover it, in their order: the shortest list that a field gives. To be asked
   * about one rule after the other, from the top.
   */
  above(index: number): readonly number[] {
    let shortest: FieldIndex | null = null;
    let fewest = Infinity;
    for (const field of this.indexes) {
      const count = field.countAbove(index);
      if (count === 0) return [];
      if (count >= fewest) continue;
      shortest = field;
      fewest = count;
    }
    return shortest?.above(index) ?? [];
  }
}
