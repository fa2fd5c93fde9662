// Sizes of bodies that the log does not hold, guessed from those that it does.

interface Average {
  count: number;
  size: number;
}

/** What a body is taken for until one of its kind was seen. */
const unseen = 0;

/** Averages by verb and resource, and by verb alone for what was never seen with a body. */
export class BodySizes {
  private readonly request = new Map<string, Average>();
  private readonly response = new Map<string, Average>();
  /** Guesses that had nothing to go by. */
  blind = 0;
  guessed = 0;

  saw(verb: string, resource: string, requestSize: number, responseSize: number): void {
    if (requestSize > 0) for (const key of [`${verb} ${resource}`, verb]) note(this.request, key, requestSize);
    if (responseSize > 0) for (const key of [`${verb} ${resource}`, verb]) note(this.response, key, responseSize);
  }

  guessRequest(verb: string, resource: string): number {
    return this.guess(this.request, verb, resource);
  }

  guessResponse(verb: string, resource: string): number {
    return this.guess(this.response, verb, resource);
  }

  private guess(averages: ReadonlyMap<string, Average>, verb: string, resource: string): number {
    const average = averages.get(`${verb} ${resource}`) ?? averages.get(verb);
    this.guessed += 1;
    if (average === undefined) this.blind += 1;
    return average === undefined ? unseen : Math.round(average.size / average.count);
  }
}

/** A stream of invented resources must not fill the memory. */
const MOST = 20_000;

function note(averages: Map<string, Average>, key: string, size: number): void {
  const average = averages.get(key);
  if (average !== undefined) {
    average.count += 1;
    average.size += size;
  } else if (averages.size < MOST) {
    averages.set(key, { count: 1, size });
  }
}
