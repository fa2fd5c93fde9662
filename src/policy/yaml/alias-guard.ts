// The guard against documents that blow up through aliases. Source: go.yaml.in/yaml/v2 decode.go, allowedAliasRatio.
import type { Range } from '../../core/diagnostic.ts';
import { TextError } from '../text/text-error.ts';

/** Counts what Go's decoder decodes. It decodes the target of an alias anew each time. */
export class AliasGuard {
  /** Nodes decoded, those behind aliases too. */
  steps = 1;
  private aliased = 0;

  step(): void {
    this.steps += 1;
  }

  /** An alias whose target takes so many steps; gives why it is one too many, or null. */
  alias(targetSteps: number, range: Range): TextError | null {
    this.steps += 1 + targetSteps;
    this.aliased += targetSteps;
    if (this.aliased <= 100 || this.steps <= 1000) return null;
    const allowed = 0.99 - 0.89 * Math.min(1, Math.max(0, (this.steps - 400_000) / 3_600_000));
    if (this.aliased / this.steps <= allowed) return null;
    return new TextError('too much of the document comes from aliases', range);
  }
}
