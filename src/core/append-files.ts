// The port to files that are written at their end and must survive a crash: every step to the disk is a call of its own.

/** An open file. Offsets and sizes in bytes. */
export interface AppendFile {
  /** Writes all of the bytes at an offset; after an error some of them may be there. */
  write(bytes: Uint8Array, at: number): Promise<void>;
  /** Fills `into` from an offset; the number of bytes read is less than its length only at the end of the file. */
  read(into: Uint8Array, at: number): Promise<number>;
  /** Resolves when content and size are on the disk. After an error nothing is known of what was written since the last. */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  /** Whether the file still has a name. */
  linked(): Promise<boolean>;
  close(): Promise<void>;
}

/** Files and folders for the user alone. Paths are absolute. */
export interface AppendFiles {
  /** Makes a folder and those above it. */
  makeFolder(path: string): Promise<void>;
  list(folder: string): Promise<readonly string[]>;
  /** Null where nothing is. */
  size(path: string): Promise<number | null>;
  /** A new, empty file; throws EEXIST where something is. */
  create(path: string): Promise<AppendFile>;
  /** Opens for reading and writing; null where nothing is. */
  open(path: string): Promise<AppendFile | null>;
  rename(from: string, to: string): Promise<void>;
  /** Nothing happens where nothing is. */
  remove(path: string): Promise<void>;
  /** Resolves when the names in the folder are on the disk. */
  syncFolder(path: string): Promise<void>;
  /** CRC-32 of bytes, continued from that of the bytes before them. */
  crc32(bytes: Uint8Array, before?: number): number;
}
