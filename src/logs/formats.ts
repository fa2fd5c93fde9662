// Formats of files that are not read here, known by their first bytes, and what turns them into lines.

/** A format that is not read, and the command that does, to be followed by the name of the file. */
export interface ForeignFormat {
  /** What the file is, for a sentence: "it is …". */
  readonly is: string;
  readonly command: string;
}

interface Signature extends ForeignFormat {
  /** Where the bytes are. */
  readonly at: number;
  /** As latin1. */
  readonly bytes: string;
}

const signatures: readonly Signature[] = [
  { at: 0, bytes: '\u00FD7zXZ\0', is: 'compressed with xz', command: 'xz -dc' },
  { at: 0, bytes: '(\u00B5/\u00FD', is: 'compressed with zstd', command: 'zstd -dc' },
  { at: 0, bytes: 'BZh', is: 'compressed with bzip2', command: 'bzip2 -dc' },
  { at: 0, bytes: '\u0004"M\u0018', is: 'compressed with lz4', command: 'lz4 -dc' },
  { at: 0, bytes: '\u001F\u009D', is: 'compressed with compress', command: 'gzip -dc' },
  { at: 0, bytes: 'PK\u0003\u0004', is: 'a zip archive', command: 'unzip -p' },
  { at: 257, bytes: 'ustar', is: 'a tar archive', command: 'tar -xOf' },
  ...['\u00FF\u00FE', '\u00FE\u00FF', '{\0"\0', '\0{\0"'].map((bytes) => ({
    at: 0,
    bytes,
    is: 'UTF-16 text',
    command: 'iconv -f UTF-16 -t UTF-8',
  })),
];

/** What the first bytes show of a format that is not read here; null where they may be lines. */
export function foreignFormat(head: Uint8Array): ForeignFormat | null {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 512)).toString('latin1');
  return signatures.find(({ at, bytes }) => text.startsWith(bytes, at)) ?? null;
}

/** Whether bytes are gzip. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** What is said of gzip inside of gzip, which is unpacked once. */
export const packedTwice: ForeignFormat = { is: 'packed with gzip twice', command: 'gzip -dc' };
