// What ends a wait early: a time limit, a signal, or both.

/** Limits of a call; an absent one does not apply. */
export interface Limits {
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One signal for both limits, and whether it was the time that ended the wait. `lift` ends the time limit: call it after the wait. */
export function withinLimits({ timeoutMs, signal }: Limits): {
  until: AbortSignal;
  timedOut: () => boolean;
  lift: () => void;
} {
  const time = new AbortController();
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => time.abort(), timeoutMs);
  const until = AbortSignal.any(signal === undefined ? [time.signal] : [time.signal, signal]);
  return {
    until,
    timedOut: () => time.signal.aborted && until.reason === time.signal.reason,
    lift: () => clearTimeout(timer),
  };
}
