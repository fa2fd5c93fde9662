// The field that a misspelt one means, and the change of its name, where nothing else can be meant.
import { nearest } from '../../core/nearest.ts';
import type { Fix } from '../model/diagnostic.ts';
import { rangeOf } from '../text/tree.ts';
import { asList } from './as-list.ts';
import { decode, type Note } from './decode.ts';
import { fold } from '../recognize/identity.ts';

type Unknown = Extract<Note, { type: 'unknown' }>;

/** The known field that is nearest to a key; null where none is near. */
export function meantField(key: string, known: readonly string[]): string | null {
  const plural = `${key.toLowerCase()}s`;
  return nearest(key, known) ?? known.find((name) => name.toLowerCase() === plural) ?? null;
}

/** Among more keys than this nothing is beyond doubt, and each would be compared with each. */
const MOST_BESIDE = 100;

/**
 * Renames a key to the field that it means, and makes a list of its value where one is due. Undefined where that field
 * is there already, in any case of letters, where a second key may mean it too, and where the value does not fit.
 */
export function renaming(note: Unknown, meant: string, text: string): Fix | undefined {
  const { key, range, within, value, beside } = note;
  const field = within.type === 'struct' ? within.fields.get(meant) : undefined;
  if (within.type !== 'struct' || field === undefined || beside.length > MOST_BESIDE) return undefined;
  const known = [...within.fields.keys()];
  const rivals = beside.filter(
    (entry) =>
      entry.start !== range.start &&
      (fold(entry.key) === fold(meant) || (!within.fields.has(entry.key) && meantField(entry.key, known) === meant)),
  );
  if (rivals.length > 0) return undefined;
  // These two decide what the file is: a key that the server does not read so far must not change that.
  const isIdentity = meant === 'kind' || meant === 'apiVersion';
  if (isIdentity && fold(key) !== fold(meant) && !isRight(meant, value)) return undefined;
  const notes: Note[] = [];
  decode(value, field.shape, notes);
  if (!notes.some(({ type }) => type === 'wrong-type')) return { ...rangeOf(range), text: meant };
  const list = field.shape.type === 'list' && field.shape.of.type === 'string' ? asList(meant, value, text) : null;
  const between = text.slice(range.end, Math.max(range.end, value.start));
  if (list === null || !/^[ \t]*:[ \t]*$/.test(between)) return undefined;
  const name = /^["']/.test(text.slice(range.start, range.end)) ? JSON.stringify(meant) : meant;
  return { start: range.start, end: value.end, text: `${name}${between}${list}` };
}

function isRight(field: 'kind' | 'apiVersion', value: Unknown['value']): boolean {
  return value.kind === 'string' && value.value === (field === 'kind' ? 'Policy' : 'audit.k8s.io/v1');
}
