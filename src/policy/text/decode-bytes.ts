// A file's bytes as the text that the API server reads from them.

export interface DecodedBytes {
  readonly text: string;
  /** Offset of the first byte that is not UTF-8, as a place in the text; null when there is none. */
  readonly broken: number | null;
}

/** Decodes UTF-8, or UTF-16 after its byte-order mark, as libyaml does. */
export function decodePolicyBytes(bytes: Uint8Array): DecodedBytes {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return { text: new TextDecoder('utf-16le').decode(bytes), broken: null };
  if (first === 0xfe && second === 0xff) return { text: new TextDecoder('utf-16be').decode(bytes), broken: null };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), broken: null };
  } catch {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    return { text, broken: Math.max(0, text.indexOf('\uFFFD')) };
  }
}
