// What ends a wait early: a time limit, a signal, or both.

/** Limits of a call; an absent one does not apply. */
export interface Limits {
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One signal for both limits, and whether it was the time that ended the wait. */
export function withinLimits({ timeoutMs, signal }: Limits): { until: AbortSignal; timedOut: () => boolean } {
  const time = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const until = AbortSignal.any([time, signal].filter((each) => each !== undefined));
  return { until, timedOut: () => time?.aborted === true && until.reason === time.reason };
}
