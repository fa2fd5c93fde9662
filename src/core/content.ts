// The content of a file, as text or as bytes: compared, and as a value that JSON has.

export type Content = string | Uint8Array;

/** A content in JSON: as text where its bytes are those of the text in UTF-8. */
export type JsonContent = string | { readonly base64: string };

/** Whether two contents are the same bytes; null is no file. */
export function sameContent(a: Content | null, b: Content | null): boolean {
  if (a === null || b === null || (typeof a === 'string' && typeof b === 'string')) return a === b;
  return Buffer.compare(Buffer.from(a as string), Buffer.from(b as string)) === 0;
}

/** Bytes as their text where that loses nothing: where they are UTF-8. */
export function asText(bytes: Uint8Array): Content {
  const text = Buffer.from(bytes).toString();
  return sameContent(text, bytes) ? text : bytes;
}

export function jsonContent(content: Content): JsonContent {
  const plain = typeof content === 'string' ? content : asText(content);
  return typeof plain === 'string' ? plain : { base64: Buffer.from(plain).toString('base64') };
}

/** The content of `jsonContent`. */
export function contentOf(json: JsonContent): Content {
  return typeof json === 'string' ? json : Buffer.from(json.base64, 'base64');
}
