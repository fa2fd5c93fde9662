// Work of a run that never ends by itself: what listens to a signal during one piece of it must not outlive that piece.

/** Runs work with a signal that is aborted when the given one is. Afterwards nothing of the work is tied to that one. */
export async function withOwnSignal<Result>(
  signal: AbortSignal,
  work: (own: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const own = new AbortController();
  const follow = (): void => own.abort(signal.reason);
  signal.addEventListener('abort', follow, { once: true });
  if (signal.aborted) follow();
  try {
    return await work(own.signal);
  } finally {
    signal.removeEventListener('abort', follow);
  }
}
