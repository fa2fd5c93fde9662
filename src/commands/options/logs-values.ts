// Reads and checks the values of the options of `logs`.
import { parseDuration } from '../../core/duration.ts';
import { messageOf, Problem } from '../../core/problem.ts';
import type { GrepPattern } from '../../events/filter.ts';

/** A point in time, from now or from 1970. */
export type Moment = { readonly ago: number } | { readonly at: number };

/** Kubernetes' own names have no comma, so a comma can separate several. */
export function names(text: string): readonly string[] {
  return text.split(',');
}

export function words(known: readonly string[]): (text: string) => readonly string[] {
  return (text) =>
    names(text).map((word) => {
      const bare = word.replace(/^!/, '');
      const found = known.find((each) => each.toLowerCase() === bare.toLowerCase());
      if (found === undefined) throw new Problem('usage', `must be one of ${known.join(', ')}`);
      return word.startsWith('!') ? `!${found}` : found;
    });
}

export function codes(text: string): readonly string[] {
  return names(text).map((word) => {
    if (!/^!?[1-5](?:\d\d|xx|\dx)$/i.test(word)) throw new Problem('usage', 'must be like 403 or 4xx');
    return word;
  });
}

export function pattern(text: string): GrepPattern {
  const negated = text.startsWith('!');
  const whole = negated ? text.slice(1) : text;
  const ignoreCase = whole.startsWith('(?i)');
  const source = ignoreCase ? whole.slice(4) : whole;
  try {
    const regex = new RegExp(source);
    // Only its use shows that it is too large.
    regex.test('');
    return { source: regex.source, ignoreCase, negated };
  } catch (error) {
    throw new Problem('usage', messageOf(error));
  }
}

export function moment(text: string): Moment {
  const days = /^(\d+)d$/.exec(text);
  const ago = days === null ? parseDuration(text) : Number(days[1]) * 86_400_000;
  if (ago !== null) return { ago };
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return { at };
  throw new Problem('usage', 'must be a duration such as 10m, or a time such as 2026-11-21T08:00:00Z');
}

/** A moment in milliseconds since 1970. */
export function resolveMoment(moment: Moment | undefined, now: number): number | null {
  if (moment === undefined) return null;
  return 'ago' in moment ? now - moment.ago : moment.at;
}
