// Fixes a policy's text by splicing: everything else stays as it is, comments and layout included.
import { lineAndColumn } from '../../core/diagnostic.ts';
import type { PolicySource, Verdict } from '../load/load.ts';
import type { Fix } from '../model/diagnostic.ts';
import { decodePolicyBytes } from '../text/decode-bytes.ts';
import { lintPolicy, verdictOrder, type LintOptions, type LintResult } from './lint.ts';

/** One place that was fixed. */
export interface FixedPlace {
  /** Its line at that time, from 1. */
  readonly line: number;
  /** What stood there; empty for what was added. */
  readonly before: string;
  readonly after: string;
}

export interface Fixed {
  readonly text: string;
  /** How many places were fixed. */
  readonly count: number;
}

/** The same, place by place. */
export interface FixedPlaces {
  readonly text: string;
  readonly places: readonly FixedPlace[];
}

/** One fix can make the next possible, but not without end. */
const MOST_ROUNDS = 20;
/** How often a text is judged after fixes that may not do: far more than any file of people needs. */
const MOST_TRIES = 400;
/** How many characters are judged for that in all: a text of some MiB keeps the linter busy for seconds each time. */
const MOST_JUDGED = 16 * 1024 ** 2;
const LEAST_TRIES = 4;

/**
 * Applies every unambiguous fix that makes nothing worse: no version's verdict, and no error that was not there. Bytes
 * that cannot be decoded stay as they are, because the rest of the text is a guess.
 */
export function fixPolicy(source: PolicySource, options: LintOptions = {}): Fixed {
  const { text, places } = fixPlaces(source, options);
  return { text, count: places.length };
}

/** The same for callers that also say what was fixed. */
export function fixPlaces(source: PolicySource, options: LintOptions = {}): FixedPlaces {
  const { text, broken } = typeof source === 'string' ? { text: source, broken: null } : decodePolicyBytes(source);
  return (broken === null ? new Fixing(text, options).run() : null) ?? { text, places: [] };
}

/** A text, and what the linter says of it. */
interface Judged {
  readonly text: string;
  readonly result: LintResult;
}

class Fixing {
  private readonly options: LintOptions;
  private readonly places: FixedPlace[] = [];
  private now: Judged;
  private readonly mostTries: number;
  private tries = 0;

  constructor(text: string, options: LintOptions) {
    this.options = options;
    this.mostTries = Math.max(LEAST_TRIES, Math.min(MOST_TRIES, Math.floor(MOST_JUDGED / (text.length + 1))));
    this.now = this.judge(text);
  }

  /** Null where it cannot be found out which fixes would do. */
  run(): FixedPlaces | null {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const { text, result } = this.now;
      const kept = this.harmless(apart(text, result));
      if (this.tries > this.mostTries) return null;
      if (kept.length === 0) break;
      for (const { start, end, text: after } of kept)
        this.places.push({ line: lineAndColumn(text, start).line, before: text.slice(start, end), after });
      this.now = this.judge(splice(text, kept));
    }
    return { text: this.now.text, places: this.places };
  }

  /** Those fixes that together make nothing worse; found by halves, since one that does may hide among many. */
  private harmless(fixes: readonly Fix[]): readonly Fix[] {
    let kept: readonly Fix[] = [];
    const open = [fixes];
    while (open.length > 0 && this.tries <= this.mostTries) {
      const part = open.shift() ?? [];
      if (part.length === 0) continue;
      this.tries += 1;
      const together = [...kept, ...part];
      if (!isWorse(this.now.result, this.judge(splice(this.now.text, together)).result)) kept = together;
      else if (part.length > 1) open.unshift(part.slice(0, part.length / 2), part.slice(part.length / 2));
    }
    return kept;
  }

  private judge(text: string): Judged {
    return { text, result: lintPolicy(text, this.options) };
  }
}

/** Whether a version's verdict is worse, or an error is there that was not. */
function isWorse(before: LintResult, after: LintResult): boolean {
  const gravity = (verdict: Verdict | undefined): number => verdictOrder.indexOf(verdict ?? 'refuses');
  if (Object.entries(after.versions).some(([version, verdict]) => gravity(verdict) > gravity(before.versions[version])))
    return true;
  const errorsOf = ({ diagnostics }: LintResult): string[] =>
    diagnostics.filter(({ severity }) => severity === 'error').map(({ id, path }) => `${id} ${path ?? ''}`);
  const known = new Set(errorsOf(before));
  return errorsOf(after).some((error) => !known.has(error));
}

/** Fixes that change something, in the order of the text; of two that touch each other the first. */
function apart(text: string, { diagnostics }: LintResult): readonly Fix[] {
  const kept: Fix[] = [];
  const fixes = diagnostics.flatMap(({ fix }) => (fix === undefined ? [] : [fix]));
  for (const fix of fixes.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (text.slice(fix.start, fix.end) === fix.text) continue;
    const last = kept.at(-1);
    if (last === undefined || fix.start > last.end || (fix.start === last.end && fix.start !== last.start))
      kept.push(fix);
  }
  return kept;
}

function splice(text: string, fixes: readonly Fix[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, text: replacement } of fixes) {
    result += text.slice(at, start) + replacement;
    at = end;
  }
  return result + text.slice(at);
}
