// The key `policy`: a preset by its name, or a file; as a default, and as the only one that may be used.
import { nearest } from '../../core/nearest.ts';
import type { Placed } from '../place.ts';
import { presets } from '../../policy/authoring/presets.ts';
import { text, type Reading, type Shape } from '../shape.ts';
import { fromFile } from './paths.ts';

const names = presets.map(({ name }) => name);

/** A policy that is named: a preset's name, or else an absolute path. */
export const policyNamed = (description: string): Shape<Placed<string>> =>
  text(description, { problem, meaning, schema: { examples: names } });

export const policy = policyNamed(`audit policy: a file, or a preset (${names.join(', ')})`);

/** A word without a dot and a slash is taken for a preset, whose misspelling would else be a file that is missing. */
function problem(word: string): { readonly message: string; readonly help: string } | null {
  if (names.includes(word) || /[./~]/.test(word)) return null;
  const meant = nearest(word, names);
  const help =
    meant === null ? `write ./${word} for a file; the presets are ${names.join(', ')}` : `did you mean ${meant}?`;
  return { message: `there is no preset "${word}"`, help };
}

function meaning(word: string, reading: Reading): string {
  return names.includes(word) ? word : fromFile(word, reading);
}
