// Which requests of a sink fail on purpose: by chance, and the same ones for the same seed.
import { randomNumbers } from './random.ts';

/** A share of the requests, from 0 to 1, that is answered with a status. */
export interface FailingShare {
  readonly status: number;
  readonly share: number;
}

/** What happens to a request that could be accepted. */
export type Fate = { readonly status: number } | 'drop' | 'accept';

/**
 * Gives the fate of one request after the other. Two numbers are drawn for each, so that another share of one sort of fault
 * does not move those of the other.
 */
export function fates(seed: number, failing: readonly FailingShare[], dropped: number): () => Fate {
  const next = randomNumbers(seed);
  return () => {
    let fail = next();
    const drop = next();
    for (const { status, share } of failing) {
      if (fail < share) return { status };
      fail -= share;
    }
    return drop < dropped ? 'drop' : 'accept';
  };
}
