// The guard against documents that blow up through aliases. Source: go.yaml.in/yaml/v2 decode.go, allowedAliasRatio.
import type { Range } from '../../../core/diagnostic.ts';
import { TextError } from '../text-error.ts';

interface Count {
  /** Nodes decoded, those that aliases refer to included. */
  readonly steps: number;
  /** Those of them that aliases refer to. */
  readonly aliased: number;
}

/** Counts what Go's decoder decodes. It decodes the target of an alias again each time. */
export class AliasGuard {
  steps = 1;
  private aliased = 0;
  /** The counts after each item of the lists that are merged and still open, and before the first. */
  private readonly lists: Count[][] = [];

  step(): void {
    this.steps += 1;
  }

  /** Counts an alias to a target of this many steps; gives the error when that is too many, else null. */
  alias(targetSteps: number, range: Range): TextError | null {
    this.steps += 1 + targetSteps;
    this.aliased += targetSteps;
    return this.lists.length > 0 ? null : this.check(range);
  }

  /** A list begins after "<<:", which Go does not decode itself, and of which it decodes the last item first. */
  openList(): void {
    this.lists.push([this.count()]);
  }

  itemEnds(): void {
    this.lists.at(-1)?.push(this.count());
  }

  /** Counts the items again in Go's order; gives why there are too many, or null. */
  closeList(range: Range): TextError | null {
    const [before, ...counts] = this.lists.pop() as [Count, ...Count[]];
    if (this.lists.length > 0) return null;
    ({ steps: this.steps, aliased: this.aliased } = before);
    let error: TextError | null = null;
    for (const [index, count] of [...counts.entries()].toReversed()) {
      const from = counts[index - 1] ?? before;
      this.steps += count.steps - from.steps;
      this.aliased += count.aliased - from.aliased;
      error ??= this.check(range);
    }
    return error;
  }

  private count(): Count {
    return { steps: this.steps, aliased: this.aliased };
  }

  private check(range: Range): TextError | null {
    if (this.aliased <= 100 || this.steps <= 1000) return null;
    const allowed = 0.99 - 0.89 * Math.min(1, Math.max(0, (this.steps - 400_000) / 3_600_000));
    if (this.aliased / this.steps <= allowed) return null;
    return new TextError('too much of the document comes from aliases', range);
  }
}
