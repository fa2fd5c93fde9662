// What follows from a key that the API server ignores: where it belongs, and what its rule or entry matches without it.
import type { Entry, Tree } from '../text/tree.ts';
import type { Note } from './decode.ts';
import { meantField } from './rename.ts';
import { groupResourcesShape, policyShape, ruleShape, type StructShape } from './shape.ts';

type Unknown = Extract<Note, { type: 'unknown' }>;

/** Words of RBAC, of other tools and of the log, for fields of another name; and two that are at home elsewhere. */
const otherWords: ReadonlyMap<string, string> = new Map([
  ['apigroup', 'group'],
  ['apigroups', 'group'],
  ['groups', 'userGroups'],
  ['name', 'resourceNames'],
  ['names', 'resourceNames'],
  ['path', 'nonResourceURLs'],
  ['paths', 'nonResourceURLs'],
  ['url', 'nonResourceURLs'],
  ['urls', 'nonResourceURLs'],
  ['username', 'users'],
  ['usernames', 'users'],
  ['serviceaccount', 'users'],
  ['serviceaccounts', 'users'],
]);

/** Fields that say what is written, and not what is matched. */
const unlimiting = new Set(['level', 'omitStages', 'omitManagedFields']);

const conditions = ['users', 'userGroups', 'verbs', 'resources', 'namespaces', 'nonResourceURLs'];

/** Words under which people keep a remark of their own. */
const remarks = new Set(['comment', 'description', 'id', 'name', 'note', 'reason', 'title']);

/** What to write for the key; null where nothing is known that it means. */
export function cureOf(note: Unknown): string | null {
  const { key, within, beside } = note;
  if (within.type !== 'struct') return null;
  const home = homeOf(note, isField) ?? null;
  if (home !== null) return home;
  const meant = meantIn(within, key);
  if (meant === null) return homeOf(note, (field, shape) => meantIn(shape, key) === field) ?? null;
  return valueOf(beside, meant) !== undefined
    ? `${meant} is there already: write it all there`
    : `did you mean ${meant}?`;
}

/** The parts of a policy, and how to say that a field belongs to one. */
const parts: readonly (readonly [StructShape, string])[] = [
  [ruleShape, 'a rule'],
  [groupResourcesShape, 'an entry of resources'],
  [policyShape, 'the policy, beside rules'],
];

/** Where else a key is at home, as a field that it is or means there. */
function homeOf(
  { key, within }: Unknown,
  is: (field: string, shape: StructShape, key: string) => boolean,
): string | undefined {
  if (!parts.some(([shape]) => shape === within)) return undefined;
  for (const [shape, place] of parts) {
    const field = shape === within ? undefined : fieldsOf(shape).find((name) => is(name, shape, key));
    if (field === undefined) continue;
    const isOutside = shape === ruleShape && within === groupResourcesShape;
    return `${field} belongs to ${isOutside ? 'the rule, beside resources' : place}`;
  }
  return undefined;
}

function isField(field: string, _shape: StructShape, key: string): boolean {
  return field.toLowerCase() === key.toLowerCase();
}

function meantIn(shape: StructShape, key: string): string | null {
  return meantField(key, fieldsOf(shape)) ?? named(key, fieldsOf(shape));
}

/** What a rule or an entry of resources matches, now that the key is ignored; null where it makes no difference. */
export function leftOf({ key, within, beside }: Unknown): string | null {
  if (within === groupResourcesShape) return entryLeft(beside);
  if (within !== ruleShape) return null;
  const isCondition = conditions.some((field) => hasItems(valueOf(beside, field)));
  if (!isCondition) return remarks.has(key.toLowerCase()) ? null : 'what is left of this rule matches every request';
  return remarks.has(key.toLowerCase()) || unlimiting.has(meantIn(ruleShape, key) ?? '')
    ? null
    : 'the rule matches without it';
}

function entryLeft(beside: readonly Entry[]): string {
  const group = valueOf(beside, 'group');
  const name = group?.kind === 'string' ? group.value : '';
  if (hasItems(valueOf(beside, 'resources'))) return 'the entry matches without it';
  const what = name === '' ? 'the whole core group' : name === '*' ? 'every resource' : `the whole group ${name}`;
  return `what is left of this entry matches ${what}`;
}

const values = new WeakMap<readonly Entry[], ReadonlyMap<string, Tree>>();

/** The value of a key; the last of several. Of one mapping with very many keys it is asked about each. */
function valueOf(entries: readonly Entry[], key: string): Tree | undefined {
  const known = values.get(entries) ?? new Map(entries.map((entry) => [entry.key, entry.value]));
  values.set(entries, known);
  return known.get(key);
}

function hasItems(value: Tree | undefined): boolean {
  return value?.kind === 'array' && value.items.length > 0;
}

function fieldsOf(shape: StructShape): readonly string[] {
  return [...shape.fields.keys()];
}

/** The field of a shape that goes by another word elsewhere. */
function named(key: string, known: readonly string[]): string | null {
  const field = otherWords.get(key.toLowerCase());
  return field !== undefined && known.includes(field) ? field : null;
}
