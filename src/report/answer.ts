// The answer of a command for programs: a document on a line of standard output.
import { safeJson } from '../core/json-text.ts';
import type { World } from '../core/ports.ts';
import { asBytes } from '../core/screen-text.ts';
import type { Document, DocumentName, DocumentOf } from './documents/table.ts';

type WithoutName<Content> = Content extends unknown ? Omit<Content, 'schema'> : never;

/** What a document holds besides the name of its schema. */
export type ContentOf<Name extends DocumentName> = WithoutName<DocumentOf<Name>>;

/** Prints a document. */
export async function answer<Name extends DocumentName>(
  out: World['out'],
  schema: Name,
  content: ContentOf<Name>,
): Promise<void> {
  await out.write(asBytes(documentLine(schema, content)));
}

/** A document as the line that is printed. */
export function documentLine<Name extends DocumentName>(schema: Name, content: ContentOf<Name>): string {
  return `${safeJson(JSON.stringify({ schema, ...content } satisfies Pick<Document, 'schema'>))}\n`;
}
