// A small language for JSON documents: from one expression come a JSON Schema (draft 07) and the TypeScript type.

/** What a value looks like. */
export interface Shape<Accepted> {
  readonly schema: Readonly<Record<string, unknown>>;
  /** Never there: it carries the type of the values. */
  readonly accepted?: Accepted;
}

/** A field that may be left out of its object. */
export interface Optional<Accepted> extends Shape<Accepted> {
  readonly isOptional: true;
}

/** The fields of an object, by name. */
export type Fields = Readonly<Record<string, Shape<unknown>>>;

/** The type of what a shape accepts. */
export type TypeOf<S> = S extends Shape<infer Accepted> ? Accepted : never;

type OptionalNames<F extends Fields> = { [Name in keyof F]: F[Name] extends Optional<unknown> ? Name : never }[keyof F];

/** One object type in place of several that are joined, so that editors and declarations show its fields. */
type Joined<T> = T extends unknown ? { [Name in keyof T]: T[Name] } : never;

/** The type of an object with these fields. */
export type ObjectOf<F extends Fields> = Joined<
  { readonly [Name in Exclude<keyof F, OptionalNames<F>>]: TypeOf<F[Name]> } & {
    readonly [Name in OptionalNames<F>]?: TypeOf<F[Name]>;
  }
>;

export const text = (description?: string): Shape<string> => shape({ type: 'string' }, description);

export const number = (description?: string): Shape<number> => shape({ type: 'number' }, description);

export const boolean = (description?: string): Shape<boolean> => shape({ type: 'boolean' }, description);

/** One of some words. */
export const oneOf = <const Word extends string>(words: readonly Word[], description?: string): Shape<Word> =>
  shape({ enum: words }, description);

/** Just this value. */
export const exactly = <const Value extends string | boolean>(value: Value): Shape<Value> => shape({ const: value });

export const list = <Item>(item: Shape<Item>, description?: string): Shape<readonly Item[]> =>
  shape({ type: 'array', items: item.schema }, description);

/** An object whose keys are data; every value has the same shape. */
export const mapping = <Value>(value: Shape<Value>, description?: string): Shape<{ readonly [key: string]: Value }> =>
  shape({ type: 'object', additionalProperties: value.schema }, description);

/** The value, or null. The description says what null means. */
export const nullable = <Value>(value: Shape<Value>, description?: string): Shape<Value | null> =>
  shape({ anyOf: [value.schema, { type: 'null' }] }, description);

/** Marks a field that may be left out. */
export const optional = <Value>(value: Shape<Value>): Optional<Value> => ({ schema: value.schema, isOptional: true });

/** An object. Later versions may add fields to it, so the schema allows for others. */
export function object<const F extends Fields>(fields: F, description?: string): Shape<ObjectOf<F>> {
  const entries = Object.entries(fields);
  return shape(
    {
      type: 'object',
      required: entries.filter(([, field]) => !('isOptional' in field)).map(([name]) => name),
      properties: Object.fromEntries(entries.map(([name, field]) => [name, field.schema])),
    },
    description,
  );
}

/** A value of one of several shapes. */
export const either = <const S extends readonly Shape<unknown>[]>(...shapes: S): Shape<TypeOf<S[number]>> =>
  shape({ anyOf: shapes.map(({ schema }) => schema) });

function shape<Accepted>(schema: Record<string, unknown>, description?: string): Shape<Accepted> {
  return { schema: description === undefined ? schema : { ...schema, description } };
}
