// What a policy decides about a request.
import type { Level, Stage } from './policy.ts';

export interface Decision {
  /** Index of the rule that matched; null when none did. */
  readonly rule: number | null;
  readonly level: Level;
  /** Stages at which no event is written, sorted. */
  readonly omitStages: readonly Stage[];
  readonly omitManagedFields: boolean;
}
