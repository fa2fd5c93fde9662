// Fixes a policy's text by splicing: everything else stays as it is, comments and layout included.
import type { PolicySource } from '../load/load.ts';
import type { Fix } from '../model/diagnostic.ts';
import { decodePolicyBytes } from '../text/decode-bytes.ts';
import { lintPolicy, type LintOptions } from './lint.ts';

export interface Fixed {
  readonly text: string;
  /** How many places were fixed. */
  readonly count: number;
}

/** One fix can make the next possible, but not without end. */
const MOST_ROUNDS = 10;

/** Applies every unambiguous fix. Bytes that cannot be decoded stay as they are, because the rest of the text is a guess. */
export function fixPolicy(source: PolicySource, options: LintOptions = {}): Fixed {
  if (typeof source === 'string') return fixText(source, options);
  const { text, broken } = decodePolicyBytes(source);
  return broken === null ? fixText(text, options) : { text, count: 0 };
}

function fixText(text: string, options: LintOptions): Fixed {
  let fixed = text;
  let count = 0;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const fixes = apart(lintPolicy(fixed, options).diagnostics.flatMap(({ fix }) => (fix === undefined ? [] : [fix])));
    if (fixes.length === 0) break;
    fixed = splice(fixed, fixes);
    count += fixes.length;
  }
  return { text: fixed, count };
}

/** Fixes in the order of the text; of two that touch each other the first. */
function apart(fixes: readonly Fix[]): readonly Fix[] {
  const kept: Fix[] = [];
  for (const fix of fixes.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
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
