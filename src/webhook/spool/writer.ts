// Writes groups of records to the end of the log: one write and one sync for each. A file whose sync has failed is never
// synced again, since the system may have dropped what it could not write; what was in it goes to a new file.
import type { AppendFile } from '../../core/append-files.ts';
import { messageOf, Problem } from '../../core/problem.ts';
import type { Group } from './commit-buffer.ts';
import type { Segment, Segments } from './segments.ts';
import { isNoRoom, noRoom, spoolFailed, type SpoolSettings, type SpoolWorld } from './spool-world.ts';

/** So many failed syncs one after the other are one too many. */
const MOST_FAILURES = 3;

interface Active {
  readonly segment: Segment;
  readonly file: AppendFile;
  /** Its name may not be on the disk yet. */
  fresh: boolean;
}

export class Writer {
  /** Events of all records before the next one. */
  total: number;
  /** How many syncs there were, and how long they took together. */
  readonly syncs = { count: 0, ms: 0 };
  /** Why nothing can be written any more. */
  broken: Problem | null = null;
  private readonly world: SpoolWorld;
  private readonly settings: SpoolSettings;
  private readonly segments: Segments;
  private active: Active | null = null;
  private failures = 0;
  /** A failure was reported, and nothing has been written since. */
  private troubled = false;

  constructor(
    world: SpoolWorld,
    settings: SpoolSettings,
    segments: Segments,
    { next, total }: { readonly next: number; readonly total: number },
  ) {
    this.world = world;
    this.settings = settings;
    this.segments = segments;
    this.segments.next = next;
    this.total = total;
  }

  /** Resolves when all of the group is on the disk; throws a Problem when it is not, and then none of it counts. */
  async write(group: Group): Promise<void> {
    if (this.broken !== null) throw this.broken;
    group.number(this.segments.next, this.total);
    let error = await this.attempt(group.bytes);
    if (error !== null && !isFull(error)) error = await this.attempt(group.bytes);
    if (error !== null) throw isFull(error) ? error : (this.broken ?? spoolFailed(this.settings.folder, error));
    this.failures = 0;
    this.troubled = false;
    this.segments.next += group.records;
    this.total += group.events;
  }

  /** Returns why it could not be written; null when it was. */
  private async attempt(bytes: Uint8Array): Promise<unknown> {
    if (this.broken !== null) return this.broken;
    try {
      const active = await this.fileFor(bytes.length);
      const { segment, file } = active;
      try {
        await file.write(bytes, segment.size);
      } catch (error) {
        // The next group overwrites what there is of this one, but it may be shorter.
        if (isNoRoom(error)) await file.truncate(segment.size).catch(async () => this.abandon());
        throw error;
      }
      await this.sync(active);
      segment.size += bytes.length;
      return null;
    } catch (error) {
      if (isNoRoom(error)) return noRoom(this.settings.folder, error);
      return this.failed(error);
    }
  }

  /** Everything that makes a group safe: its bytes, and the name of its file. */
  private async sync(active: Active): Promise<void> {
    const started = this.world.clock.monotonic();
    try {
      await active.file.sync();
      if (active.fresh) await this.world.appendFiles.syncFolder(this.settings.folder);
    } catch (cause) {
      unusable(cause);
    }
    active.fresh = false;
    // A file without a name keeps what is written to it only until this process ends.
    if (!(await active.file.linked())) throw new Error(`${active.segment.path} was removed`);
    this.syncs.count += 1;
    this.syncs.ms += this.world.clock.monotonic() - started;
  }

  private async failed(error: unknown): Promise<unknown> {
    await this.abandon();
    const text = `the spool cannot write, and begins a new file: ${messageOf(error)}`;
    if (!this.troubled) this.world.report({ type: 'note', level: 'warn', text });
    this.troubled = true;
    if (error instanceof Unusable) this.failures += 1;
    if (this.failures >= MOST_FAILURES) this.broken = spoolFailed(this.settings.folder, error);
    return error;
  }

  private async fileFor(bytes: number): Promise<Active> {
    const size = this.active?.segment.size ?? 0;
    if (this.active !== null && (size === 0 || size + bytes <= this.settings.segmentSize)) return this.active;
    await this.close();
    const { segments } = this;
    const { appendFiles } = this.world;
    const path = segments.pathOf(segments.next);
    // One of this name that is not part of the log was given up, with nothing in it that was answered.
    await appendFiles.remove(path);
    const file = await appendFiles.create(path);
    this.active = { segment: segments.add(segments.next), file, fresh: true };
    segments.active = this.active.segment;
    return this.active;
  }

  /** Leaves the file as it was when it was last synced. */
  private async abandon(): Promise<void> {
    const { active } = this;
    if (active === null) return;
    await active.file.truncate(active.segment.size).catch(() => undefined);
    await this.close();
    if (active.segment.size > 0) return;
    this.segments.forget(active.segment);
    await this.world.appendFiles.remove(active.segment.path).catch(() => undefined);
  }

  /** Ends the file; the next group begins a new one. */
  async close(): Promise<void> {
    const { active } = this;
    this.active = null;
    this.segments.active = null;
    await active?.file.close().catch(() => undefined);
  }
}

/** What was written to a file may be lost or may be there; whatever the cause, it is not written again. */
class Unusable extends Error {}

function unusable(cause: unknown): never {
  throw new Unusable(messageOf(cause), { cause });
}

function isFull(error: unknown): boolean {
  return error instanceof Problem && error.code === 'spool-full';
}
