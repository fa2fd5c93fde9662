// Which earlier rules could cover a rule at all, found without comparing every pair.
import type { PolicyRule } from '../model/policy.ts';

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

  constructor(rules: readonly PolicyRule[]) {
    this.indexes = [
      new FieldIndex(rules.map(({ users }) => users)),
      new FieldIndex(rules.map(({ userGroups }) => userGroups)),
      new FieldIndex(rules.map(({ namespaces }) => namespaces)),
      new FieldIndex(rules.map(({ verbs }) => verbs)),
    ];
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
