// Random cases for property tests. KIND_AUDIT_SEED and KIND_AUDIT_ROUNDS in the environment choose others, and more.
import { onTestFailed } from 'vitest';
import { roundsOf, seeded, seedOf, type Random } from '../../scripts/oracle/random.mjs';

export interface Generated {
  readonly random: Random;
  /** How many cases to try; a floor under what was met must grow with it. */
  readonly rounds: number;
}

/** The same cases in every run unless the environment says otherwise; when the test fails, it prints the seed. */
export function generated(usualSeed: number, usualRounds: number): Generated {
  const seed = seedOf(process.env, usualSeed);
  onTestFailed(() => console.error(`random cases of seed ${seed}; the same again: KIND_AUDIT_SEED=${seed}`));
  return { random: seeded(seed), rounds: roundsOf(process.env, usualRounds) };
}
