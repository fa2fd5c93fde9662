// A file's bytes as the text that the API server reads from them.

export interface DecodedBytes {
  readonly text: string;
  /** Where the first byte stands that cannot be decoded, as a place in the text; null when there is none. */
  readonly broken: number | null;
}

/** Decodes UTF-8, or UTF-16 after its byte-order mark, as libyaml does: it rejects half characters in both. */
export function decodePolicyBytes(bytes: Uint8Array): DecodedBytes {
  const encoding = encodingOf(bytes);
  // The mark of UTF-8 stays in the text, where the readers of YAML and JSON judge it.
  const ignoreBOM = encoding === 'utf-8';
  try {
    return { text: new TextDecoder(encoding, { fatal: true, ignoreBOM }).decode(bytes), broken: null };
  } catch {
    const text = new TextDecoder(encoding, { ignoreBOM }).decode(bytes);
    return { text, broken: Math.max(0, text.indexOf('\uFFFD')) };
  }
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** The bytes of a text in the encoding of others, with their byte-order mark; UTF-8 has its own in the text. */
export function encodedLike(text: string, bytes: Uint8Array): Uint8Array {
  const encoding = encodingOf(bytes);
  if (encoding === 'utf-8') return new TextEncoder().encode(text);
  const units = new DataView(new ArrayBuffer(2 * (text.length + 1)));
  const isLittle = encoding === 'utf-16le';
  units.setUint16(0, 0xfeff, isLittle);
  for (let at = 0; at < text.length; at += 1) units.setUint16(2 * (at + 1), text.charCodeAt(at), isLittle);
  return new Uint8Array(units.buffer);
}
