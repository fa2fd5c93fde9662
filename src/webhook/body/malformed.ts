// What ends the reading of a body: what is wrong with it, and at which byte. Never leaves readBatch.

export class Malformed extends Error {
  override readonly name = 'Malformed';
  /** The byte that is wrong, counted from 0; the body's length where it ends too early. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** A byte that is not what is expected at this place, such as `"," or "}"`; or the body ends there. */
export function unexpected(body: Uint8Array, at: number, expected: string): Malformed {
  const byte = body[at];
  return new Malformed(
    byte === undefined ? 'the body ends too early' : `${expected} is expected, not ${named(byte)}`,
    at,
  );
}

/** A byte as a message names it: a printable one as itself. */
export function named(byte: number): string {
  if (byte > 0x20 && byte < 0x7f) return `"${String.fromCharCode(byte)}"`;
  return `byte 0x${byte.toString(16).padStart(2, '0')}`;
}
