// The files of the log, in order. A file is named by the number of its first record, and ends before that of the next.
import type { AppendFiles } from '../../core/append-files.ts';
import { Scanner } from './scan.ts';

export interface Segment {
  /** The number of its first record. */
  readonly first: number;
  readonly path: string;
  /** Bytes that are on the disk for sure. */
  size: number;
}

const ENDING = '.log';

/** The number in the name of a segment; null for any other name. */
export function firstOf(name: string): number | null {
  const digits = /^(\d{16})\.log$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** The log: what is in it, and what left it and is still to be removed. */
export class Segments {
  readonly folder: string;
  private readonly files: AppendFiles;
  private list: Segment[] = [];
  /** The one that is being written. */
  active: Segment | null = null;
  /** The number of the next record. */
  next = 1;
  /** No longer part of the log; removed once the cursors that jump over them are on the disk. */
  private leaving: Segment[] = [];

  constructor(files: AppendFiles, folder: string) {
    this.files = files;
    this.folder = folder;
  }

  /** Every segment of the folder. */
  async load(): Promise<void> {
    const firsts = (await this.files.list(this.folder)).map(firstOf).filter((first) => first !== null);
    this.list = [];
    for (const first of firsts.toSorted((one, other) => one - other)) {
      const path = this.pathOf(first);
      const size = await this.files.size(path);
      if (size !== null) this.list.push({ first, path, size });
    }
  }

  pathOf(first: number): string {
    return `${this.folder}/${String(first).padStart(16, '0')}${ENDING}`;
  }

  get all(): readonly Segment[] {
    return this.list;
  }

  get last(): Segment | undefined {
    return this.list.at(-1);
  }

  /** Bytes of every file, also of those that leave. */
  get bytes(): number {
    return [...this.list, ...this.leaving].reduce((sum, { size }) => sum + size, 0);
  }

  add(first: number): Segment {
    const segment = { first, path: this.pathOf(first), size: 0 };
    this.list.push(segment);
    return segment;
  }

  has(segment: Segment): boolean {
    return this.list.includes(segment);
  }

  /** The one that has the record of this number, or would have it; the oldest for an older number. */
  holding(sequence: number): Segment | undefined {
    return this.list.findLast(({ first }) => first <= sequence) ?? this.list[0];
  }

  after(segment: Segment): Segment | undefined {
    return this.list[this.list.indexOf(segment) + 1];
  }

  /** The number that the records of a segment do not reach. */
  endOf(segment: Segment): number {
    return this.after(segment)?.first ?? Number.MAX_SAFE_INTEGER;
  }

  /** Those of which every record has a number below `least`; never the one that is being written. */
  wholeBefore(least: number): readonly Segment[] {
    return this.list.filter((one) => one !== this.active && (this.after(one)?.first ?? this.next) <= least);
  }

  /** Bytes from an offset of a segment to the end of the log. */
  bytesFrom(segment: Segment, at: number): number {
    const rest = this.list.slice(this.list.indexOf(segment));
    return rest.reduce((sum, { size }) => sum + size, 0) - at;
  }

  /** Removes from the log; the file follows after the next save of the cursors. */
  leave(segment: Segment): void {
    this.forget(segment);
    this.leaving.push(segment);
  }

  /** Removes from the log what has no record that counts; the file is the caller's to remove. */
  forget(segment: Segment): void {
    this.list = this.list.filter((other) => other !== segment);
  }

  /** What leaves at this moment, for `remove`. */
  get leavers(): readonly Segment[] {
    return [...this.leaving];
  }

  /** Removes the files of segments that left. */
  async remove(segments: readonly Segment[]): Promise<void> {
    for (const segment of segments) {
      await this.files.remove(segment.path);
      this.leaving = this.leaving.filter((other) => other !== segment);
    }
  }

  /** Events of all records before a segment, as its first whole header says; null where none is. */
  async totalBefore(segment: Segment): Promise<number | null> {
    const file = await this.files.open(segment.path);
    if (file === null) return null;
    try {
      const scanner = new Scanner(file, segment.size, this.files.crc32);
      return (await scanner.next(0, segment.first))?.header.total ?? null;
    } finally {
      await file.close();
    }
  }
}
