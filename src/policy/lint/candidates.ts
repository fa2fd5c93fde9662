// Which earlier rules could cover a rule at all, found without comparing each with each.
import { gather } from '../../core/gather.ts';
import type { PolicyRule } from '../policy.ts';

/** An index by one field. A rule without that field can cover any; one with it only those that share a value. */
class FieldIndex {
  private readonly read: (rule: PolicyRule) => readonly string[];
  private readonly open: number[] = [];
  private readonly byValue = new Map<string, number[]>();

  constructor(read: (rule: PolicyRule) => readonly string[]) {
    this.read = read;
  }

  add(rule: PolicyRule, index: number): void {
    const values = this.read(rule);
    if (values.length === 0) this.open.push(index);
    for (const value of values.length > 1 ? new Set(values) : values) {
      const list = this.byValue.get(value);
      if (list === undefined) this.byValue.set(value, [index]);
      else list.push(index);
    }
  }

  /** At most how many rules `for` gives. */
  countFor(rule: PolicyRule): number {
    let count = this.open.length;
    for (const value of this.read(rule)) count += this.byValue.get(value)?.length ?? 0;
    return count;
  }

  for(rule: PolicyRule): readonly number[] {
    const shared = gather(this.read(rule), (value) => this.byValue.get(value) ?? []);
    return shared.length === 0 ? this.open : [...new Set([...this.open, ...shared])].toSorted((a, b) => a - b);
  }
}

/** Rules that were added so far, by the fields that tell rules apart best. */
export class Candidates {
  private readonly indexes = [
    new FieldIndex(({ users }) => users),
    new FieldIndex(({ userGroups }) => userGroups),
    new FieldIndex(({ namespaces }) => namespaces),
    new FieldIndex(({ verbs }) => verbs),
  ];

  add(rule: PolicyRule, index: number): void {
    for (const field of this.indexes) field.add(rule, index);
  }

  /** Indexes of the rules that may cover a rule, in their order: the shortest list that an index gives. */
  for(rule: PolicyRule): readonly number[] {
    let shortest: FieldIndex | null = null;
    let fewest = Infinity;
    for (const field of this.indexes) {
      const count = field.countFor(rule);
      if (count === 0) return [];
      if (count >= fewest) continue;
      shortest = field;
      fewest = count;
    }
    return shortest?.for(rule) ?? [];
  }
}
