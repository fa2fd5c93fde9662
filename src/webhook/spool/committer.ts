// Group commit: all batches that came while the disk was busy go to it together, with one write and one sync.
import type { Problem } from '../../core/problem.ts';
import { Group, type NewRecord } from './commit-buffer.ts';
import type { Crc32 } from './record.ts';

/** Batches that found no room in the buffer, and keep their bodies until there is some. */
interface Waiting {
  readonly record: NewRecord;
  readonly resolve: (sequence: number) => void;
  readonly reject: (error: unknown) => void;
}

export interface CommitterParts {
  readonly crc32: Crc32;
  /** Bytes of one half of the buffer, so the most that is written at once. */
  readonly groupSize: number;
  /** Bytes of bodies that may wait besides those in the buffer. */
  readonly waitingSize: number;
  /** Writes a group, and returns the number of its first record; what it throws refuses the group. */
  readonly commit: (group: Group) => Promise<number>;
  /** With what a batch is refused when too many wait. */
  readonly tooMany: () => Problem;
}

export class Committer {
  private readonly parts: CommitterParts;
  private filling: Group;
  private writing: Group;
  private readonly waiting: Waiting[] = [];
  private waitingBytes = 0;
  private running: Promise<void> | null = null;

  constructor(parts: CommitterParts) {
    this.parts = parts;
    const memory = new Uint8Array(2 * parts.groupSize);
    this.filling = new Group(memory.subarray(0, parts.groupSize), parts.crc32);
    this.writing = new Group(memory.subarray(parts.groupSize), parts.crc32);
  }

  /** Resolves with its number when the record is on the disk; its body must not change before. */
  async append(record: NewRecord): Promise<number> {
    const done = new Promise<number>((resolve, reject) => {
      if (this.waiting.length === 0 && this.fits(record) && this.filling.add(record, resolve, reject)) return;
      // One batch may wait whatever its size: there is always a way for it.
      if (this.waiting.length > 0 && this.waitingBytes + record.body.length > this.parts.waitingSize) {
        reject(this.parts.tooMany());
        return;
      }
      this.waiting.push({ record, resolve, reject });
      this.waitingBytes += record.body.length;
    });
    this.running ??= this.run();
    return done;
  }

  /** A record that needs a buffer of its own waits its turn with its body. */
  private fits({ body }: NewRecord): boolean {
    return body.length < this.parts.groupSize / 2 || this.running === null;
  }

  /** Resolves when nothing waits any more. */
  async drained(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    // Those that came in the same turn go together.
    await Promise.resolve();
    for (;;) {
      this.refill();
      if (this.filling.records === 0) break;
      const group = this.filling;
      this.filling = this.writing;
      this.writing = group;
      try {
        group.done(await this.parts.commit(group));
      } catch (error) {
        group.refuse(error);
      }
    }
    this.running = null;
  }

  private refill(): void {
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      if (!this.filling.add(next.record, next.resolve, next.reject)) return;
      this.waiting.shift();
      this.waitingBytes -= next.record.body.length;
    }
  }
}
