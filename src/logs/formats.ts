// Formats of files that are not read here, known by their first bytes, and what turns them into lines.

/** A format that is not read. */
export interface ForeignFormat {
  /** What the file is, for a sentence: "it is …". */
  readonly is: string;
  /** The command that turns a file, named as in a shell, into lines. */
  readonly command: (file: string) => string;
}

interface Signature {
  readonly is: string;
  /** The command without the file. */
  readonly with: string;
  /** Where the bytes are. */
  readonly at: number;
  /** As latin1. */
  readonly bytes: string;
}

const signatures: readonly Signature[] = [
  { at: 0, bytes: '\u00FD7zXZ\0', is: 'compressed with xz', with: 'xz -dc' },
  { at: 0, bytes: '(\u00B5/\u00FD', is: 'compressed with zstd', with: 'zstd -dc' },
  { at: 0, bytes: 'BZh', is: 'compressed with bzip2', with: 'bzip2 -dc' },
  { at: 0, bytes: '\u0004"M\u0018', is: 'compressed with lz4', with: 'lz4 -dc' },
  { at: 0, bytes: '\u001F\u009D', is: 'compressed with compress', with: 'gzip -dc' },
  { at: 0, bytes: 'PK\u0003\u0004', is: 'a zip archive', with: 'unzip -p' },
  { at: 257, bytes: 'ustar', is: 'a tar archive', with: 'tar -xOf' },
  ...['\u00FF\u00FE', '\u00FE\u00FF', '{\0"\0', '\0{\0"'].map((bytes) => ({
    at: 0,
    bytes,
    is: 'UTF-16 text',
    with: 'iconv -f UTF-16 -t UTF-8',
  })),
];

/** What the first bytes show of a format that is not read here; null where they may be lines. */
export function foreignFormat(head: Uint8Array): ForeignFormat | null {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 512)).toString('latin1');
  const found = signatures.find(({ at, bytes }) => text.startsWith(bytes, at));
  return found === undefined ? null : { is: found.is, command: (file) => `${found.with} ${file}` };
}

/** Whether bytes are gzip. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** What is said of an archive, which is unpacked once: the format inside of it; null where that may be lines. */
export function foreignInside(head: Uint8Array): ForeignFormat | null {
  if (isGzip(head)) return { is: 'packed with gzip twice', command: (file) => `gzip -dc ${file}` };
  const inside = foreignFormat(head);
  return inside === null ? null : { is: inside.is, command: (file) => `gzip -dc ${file} | ${inside.command('-')}` };
}
