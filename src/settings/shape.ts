// A small language for the keys of kind-audit.yaml: one expression is the check of a value and its JSON Schema.
import { diagnosticAt, type Diagnostic, type Range } from '../core/diagnostic.ts';
import { nearest } from '../core/nearest.ts';
import { isWithin, limitsInWords, type Limits } from '../core/limited-number.ts';
import { rangeOf, type Entry, type Tree } from '../policy/text/tree.ts';
import type { Place, Placed } from './place.ts';

/** A file while it is read. */
export interface Reading {
  /** Absolute. */
  readonly file: string;
  readonly text: string;
  /** For values that begin with "~/". */
  readonly home: string;
  /** What is wrong with it, in the order in which it was found. */
  readonly faults: Diagnostic[];
}

/** What a value may be. */
export interface Shape<Value> {
  readonly schema: Readonly<Record<string, unknown>>;
  /** The value; undefined where it is not there or wrong, and what is wrong is then among the faults. */
  read(tree: Tree, reading: Reading): Value | undefined;
}

/** The type of what a shape reads. */
export type ValueOf<S> = S extends Shape<infer Value> ? Value : never;

/** What is wrong with a value, and what to write instead. */
export interface Fault {
  readonly id: 'unknown-key' | 'missing-key' | 'type' | 'value';
  readonly message: string;
  readonly help?: string;
}

/** Notes a fault at a place; gives undefined, which is what a wrong value is read as. */
export function fault({ text, faults }: Reading, range: Range, { id, message, help }: Fault): undefined {
  faults.push(diagnosticAt(text, range, { id, severity: 'error', message, ...(help === undefined ? {} : { help }) }));
}

/** The place of a part of the file. */
export function placeIn({ file, text }: Reading, range: Range): Place {
  const { line, column } = diagnosticAt(text, range, { id: '', severity: 'error', message: '' });
  return { file, line, column };
}

const inWords: Readonly<Record<Tree['kind'], string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  bool: 'a boolean',
  null: 'empty',
};

/** A fault that says what is expected, and what is there. */
export function wrongType(reading: Reading, tree: Tree, wanted: string): undefined {
  const help = helpWithType(tree, wanted);
  const isLong = tree.kind === 'object' || tree.kind === 'array';
  const range = isLong ? { start: tree.start, end: tree.start + 1 } : rangeOf(tree);
  const message = `${wanted} is expected here, and this is ${inWords[tree.kind]}`;
  return fault(reading, range, { id: 'type', message, ...(help === undefined ? {} : { help }) });
}

function helpWithType(tree: Tree, wanted: string): string | undefined {
  if (tree.kind === 'null') return 'write a value, or leave the key out';
  if (tree.kind === 'string' && /^(?:\d+|true|false)$/.test(tree.value))
    return `write it without quotes: ${tree.value}`;
  const isUnquoted = wanted === 'a text' && (tree.kind === 'number' || tree.kind === 'bool');
  return isUnquoted ? `write it in quotes: ${JSON.stringify(tree.source)}` : undefined;
}

/** How a text is checked and completed. */
export interface TextChecks {
  /** What is wrong with it; null for nothing. */
  readonly problem?: (text: string) => string | { readonly message: string; readonly help: string } | null;
  /** What it stands for. */
  readonly meaning?: (text: string, reading: Reading) => string;
  /** What JSON Schema can say of it. */
  readonly schema?: Readonly<Record<string, unknown>>;
}

/** A text that is not empty. */
export function text(description: string, { problem, meaning, schema = {} }: TextChecks = {}): Shape<Placed<string>> {
  return {
    schema: { type: 'string', minLength: 1, ...schema, description },
    read(tree, reading) {
      if (tree.kind !== 'string') return wrongType(reading, tree, 'a text');
      const found = tree.value === '' ? 'this is empty' : (problem?.(tree.value) ?? null);
      if (found !== null)
        return fault(reading, tree, { id: 'value', ...(typeof found === 'string' ? { message: found } : found) });
      return { value: meaning?.(tree.value, reading) ?? tree.value, place: placeIn(reading, tree) };
    },
  };
}

/** A whole number within bounds. */
export function wholeNumber(description: string, limits: Limits, byDefault: number): Shape<Placed<number>> {
  const { least, most } = limits;
  return {
    schema: { type: 'integer', minimum: least, maximum: most, default: byDefault, description },
    read(tree, reading) {
      if (tree.kind !== 'number') return wrongType(reading, tree, limitsInWords(limits));
      const value = Number(tree.literal);
      if (!isWithin(value, limits))
        return fault(reading, tree, { id: 'value', message: `must be ${limitsInWords(limits)}` });
      return { value, place: placeIn(reading, tree) };
    },
  };
}

/** True or false. */
export function boolean(description: string, byDefault = false): Shape<Placed<boolean>> {
  return {
    schema: { type: 'boolean', default: byDefault, description },
    read(tree, reading) {
      if (tree.kind !== 'bool') return wrongType(reading, tree, 'true or false');
      return { value: tree.value, place: placeIn(reading, tree) };
    },
  };
}

/** One of some words. */
export function oneOf<const Word extends string>(description: string, words: readonly Word[]): Shape<Placed<Word>> {
  return {
    schema: { enum: words, description },
    read(tree, reading) {
      if (tree.kind !== 'string') return wrongType(reading, tree, 'a text');
      const value = words.find((word) => word === tree.value);
      if (value !== undefined) return { value, place: placeIn(reading, tree) };
      const meant = nearest(tree.value, words);
      const help = meant === null ? `write one of ${words.join(', ')}` : `did you mean ${meant}?`;
      return fault(reading, tree, { id: 'value', message: `"${tree.value}" is not one of ${words.join(', ')}`, help });
    },
  };
}

/** A list of at most so many items; wrong ones are left out. */
export function list<Item>(description: string, item: Shape<Item>, most: number): Shape<readonly Item[]> {
  return {
    schema: { type: ['array', 'null'], items: item.schema, maxItems: most, description },
    read(tree, reading) {
      if (tree.kind === 'null') return [];
      if (tree.kind !== 'array') return wrongType(reading, tree, 'a list');
      if (tree.items.length > most)
        return fault(reading, tree.items[most] ?? tree, { id: 'value', message: `there are more than ${most} items` });
      return tree.items.flatMap((each) => item.read(each, reading) ?? []);
    },
  };
}

type Fields = Readonly<Record<string, Shape<unknown>>>;

/** What a mapping reads: its fields, each of which may be left out. */
export type Mapping<F extends Fields> = { readonly [Name in keyof F]?: ValueOf<F[Name]> };

/** A mapping with these keys and no others; empty, it is one without keys. */
export function mapping<const F extends Fields>(description: string, fields: F): Shape<Mapping<F>> {
  const properties = Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, schema]));
  return {
    schema: { type: ['object', 'null'], additionalProperties: false, properties, description },
    read(tree, reading) {
      if (tree.kind === 'null') return {};
      if (tree.kind !== 'object') return wrongType(reading, tree, 'a mapping');
      const read = tree.entries.map(({ key, value, ...range }): [string, unknown] => {
        const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
        if (field === undefined) return [key, fault(reading, keyRange(key, range), unknownKey(key, properties))];
        return [key, field.read(value.end > value.start ? value : { ...value, ...keyRange(key, range) }, reading)];
      });
      return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as Mapping<F>;
    },
  };
}

/** The key alone: an entry may go on to the end of its value. */
function keyRange(key: string, { start, end }: Pick<Entry, 'start' | 'end'>): Range {
  return { start, end: Math.min(end, start + Math.max(1, key.length)) };
}

/** What to write in place of a key that is not known: one like it here, or the place of one below. */
function unknownKey(key: string, properties: Readonly<Record<string, unknown>>): Fault {
  const names = Object.keys(properties);
  const meant = nearest(key, names);
  const below = names.find((name) => {
    const { properties: inner = {} } = properties[name] as { readonly properties?: object };
    return Object.hasOwn(inner, key);
  });
  const help =
    below === undefined
      ? meant === null
        ? `the keys here are ${names.join(', ')}`
        : `did you mean ${meant}?`
      : `write it below ${below}`;
  return { id: 'unknown-key', message: `there is no key "${key}" here`, help };
}
