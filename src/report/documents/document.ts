// What a document is: a JSON value on a line of its own that names its schema.
import { exactly, object, type Fields, type ObjectOf, type Shape } from './shape.ts';

/** One sort of document that a command prints. */
export interface DocumentKind<Name extends string, Content> {
  /** The value of its field `schema`. A change of what a field means, or the end of a field, is a new number. */
  readonly name: Name;
  /** The calls that print it. */
  readonly printedBy: string;
  /** What it contains, for the documentation. */
  readonly about: string;
  readonly shape: Shape<Content>;
}

/** The fields with the name of the schema before them. */
export type Named<Name extends string, F extends Fields> = { readonly schema: Shape<Name> } & F;

/** An object that begins with the name of its schema. */
export function named<const Name extends string, const F extends Fields>(
  name: Name,
  fields: F,
): Shape<ObjectOf<Named<Name, F>>> {
  return object<Named<Name, F>>({ schema: exactly(name), ...fields });
}

/** A document whose fields, besides `schema`, are these. */
export function document<const Name extends string, const F extends Fields>(
  name: Name,
  printedBy: string,
  about: string,
  fields: F,
): DocumentKind<Name, ObjectOf<Named<Name, F>>> {
  return { name, printedBy, about, shape: named(name, fields) };
}
