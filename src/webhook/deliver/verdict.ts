// What the answer of a backend means for the events that were sent.
import type { NoAnswer, SentAnswer } from '../../core/http-sender.ts';
import { askedWait } from '../backoff.ts';
import { statusWords } from '../status-words.ts';

/** Why events are sent again, in words about the backend. */
export interface Trouble {
  readonly cause: string;
  /** Whether it stays so until somebody changes something. */
  readonly isLasting: boolean;
  /** Milliseconds that the backend asked to wait; null where it did not. */
  readonly askedMs: number | null;
}

/** `split`: it does not accept these events, or not so many; whether some of them are accepted shows with fewer. */
export type Verdict =
  | { readonly is: 'delivered' }
  | { readonly is: 'split'; readonly cause: string; readonly answer: SentAnswer }
  | ({ readonly is: 'trouble' } & Trouble);

/** Those that pass by themselves, besides all from 500 on: a time limit, too early, too many requests. */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/** Not what the events are, but how they are sent, is wrong with all others from 300 to 499. */
const aboutEvents: ReadonlySet<number> = new Set([400, 413, 422]);

/** Judges an answer, which came at `now`: milliseconds since 1970. Source of 200 to 206: k8s.io/client-go rest/request.go. */
export function verdictOn(answer: SentAnswer | NoAnswer, url: string, now: number): Verdict {
  if ('words' in answer) return { is: 'trouble', cause: answer.words, isLasting: answer.isLasting, askedMs: null };
  const { status, retryAfter, location } = answer;
  if (status >= 200 && status <= 206) return { is: 'delivered' };
  if (aboutEvents.has(status)) return { is: 'split', cause: `answers ${status}`, answer };
  const isLasting = status < 500 && !passing.has(status);
  const askedMs = askedWait(retryAfter, now);
  return { is: 'trouble', cause: causeOf(status, location, url), isLasting, askedMs };
}

function causeOf(status: number, location: string | null, url: string): string {
  if (status >= 300 && status < 400) {
    const to = location === null ? '' : ` to ${location.slice(0, 200)}`;
    return `answers ${status}${to}: events are sent to the address of its url only`;
  }
  const meaning = statusWords(status, new URL(url).pathname);
  return `answers ${status}${meaning === null ? '' : `: ${meaning}`}`;
}
