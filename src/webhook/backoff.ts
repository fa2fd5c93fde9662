// How long to wait before something is tried again.

/** Milliseconds: the first wait, which then doubles, and the longest one. */
const FIRST_MS = 500;
const MOST_MS = 30_000;
/** So much a wait is shorter or longer by chance, so that several senders do not come at the same moment. */
const JITTER = 0.2;
/** The longest wait that a server is granted that asks for one, in milliseconds. */
const MOST_ASKED_MS = 60_000;

/** Milliseconds to wait after so many failed attempts, from 1 on; `random` is from 0 up to 1. */
export function backoff(failed: number, random: number): number {
  const wait = Math.min(FIRST_MS * 2 ** (failed - 1), MOST_MS);
  return Math.round(wait * (1 - JITTER + 2 * JITTER * random));
}

/**
 * Milliseconds that a header Retry-After asks for: of seconds, or of a date against `now` in milliseconds since 1970. Null
 * where it asks for nothing that can be read, or for a moment that has passed.
 */
export function askedWait(value: string | null, now: number): number | null {
  const text = value?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return positive(Number(text) * 1000);
  return /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)
    ? positive(Date.parse(text) - now)
    : null;
}

function positive(ms: number): number | null {
  return ms > 0 ? Math.min(ms, MOST_ASKED_MS) : null;
}
