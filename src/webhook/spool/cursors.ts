// The cursors of all backends, and their file: written beside the old one, synced, and renamed into its place.
import { messageOf } from '../../core/problem.ts';
import { cursorText, parseCursors, type Cursor } from './cursor.ts';
import { writeNewFile } from './new-file.ts';
import type { Segments } from './segments.ts';
import { isNoRoom, type SpoolSettings, type SpoolWorld } from './spool-world.ts';

/** How long a cursor may be ahead of its file: milliseconds. */
const MOST_LATE = 200;
/** Far more than the file has: bytes. */
const MOST_BYTES = 2 ** 20;
/** Kept on the disk, so that cursors can be saved, and segments removed after it, when the disk is full: bytes. */
const RESERVE = 64 * 1024;

export class Cursors {
  readonly all: Map<string, Cursor>;
  private readonly world: SpoolWorld;
  private readonly settings: SpoolSettings;
  private readonly segments: Segments;
  private dirty = false;
  private planned = false;
  private saving: Promise<boolean> = Promise.resolve(true);
  private failed = false;
  private closed = false;

  constructor(world: SpoolWorld, settings: SpoolSettings, segments: Segments, all: Map<string, Cursor>) {
    this.world = world;
    this.settings = settings;
    this.segments = segments;
    this.all = all;
  }

  /** The number of the first record that some backend has still to be sent. */
  get least(): number {
    return [...this.all.values()].reduce((least, { next }) => Math.min(least, next), Number.MAX_SAFE_INTEGER);
  }

  /** Says that a cursor has moved; it is saved soon. */
  moved(): void {
    this.dirty = true;
    if (this.planned) return;
    this.planned = true;
    void this.saveLater();
  }

  private async saveLater(): Promise<void> {
    await this.world.clock.sleep(MOST_LATE);
    this.planned = false;
    if (!this.closed) await this.save();
  }

  /** Says that there is time: what has moved is saved at once. */
  idle(): void {
    if (this.dirty && !this.failed) void this.save();
  }

  /** Says that the disk has worked: what could not be saved is tried again. */
  again(): void {
    if (this.failed) this.moved();
  }

  /** Saves them as they are at the start: where a new backend begins is known from then on. */
  async saveFirst(): Promise<void> {
    this.dirty = true;
    await this.save();
  }

  /** Saves for the last time. */
  async close(): Promise<void> {
    this.closed = true;
    await this.save();
  }

  /**
   * Saves what has changed, then removes the segments that nobody needs: `keep` bytes of delivered ones stay. False when
   * that cannot be done; it is tried again with the next move.
   */
  async save(keep = this.settings.keepDelivered): Promise<boolean> {
    const done = this.saving.then(async () => this.saveNow(keep));
    this.saving = done;
    return done;
  }

  private async saveNow(keep: number): Promise<boolean> {
    try {
      // Whatever moves or leaves while this is written belongs to the next time.
      const { least } = this;
      const { leavers } = this.segments;
      if (this.dirty) {
        this.dirty = false;
        await this.write().catch((error: unknown) => {
          this.dirty = true;
          throw error;
        });
      }
      await this.segments.remove(leavers);
      await this.removeDelivered(least, keep);
      this.failed = false;
      return true;
    } catch (error) {
      // Said once, and again after it has worked in between.
      const text = `the spool cannot save how far each backend is: ${messageOf(error)}; after a crash, batches are sent twice`;
      if (!this.failed) this.world.report({ type: 'note', level: 'warn', text });
      this.failed = true;
      return false;
    }
  }

  private async write(): Promise<void> {
    const { appendFiles } = this.world;
    const { folder } = this.settings;
    const text = cursorText(this.all, appendFiles.crc32);
    const reserve = reservePath(folder);
    try {
      await writeWhole(this.world, folder, Buffer.from(text));
    } catch (error) {
      if (!isNoRoom(error) || (await appendFiles.size(reserve)) === null) throw error;
      await appendFiles.remove(reserve);
      await writeWhole(this.world, folder, Buffer.from(text));
    }
  }

  private async removeDelivered(least: number, keep: number): Promise<void> {
    const { segments } = this;
    const delivered = segments.wholeBefore(least);
    let bytes = delivered.reduce((sum, { size }) => sum + size, 0);
    for (const segment of delivered) {
      if (bytes <= keep) break;
      bytes -= segment.size;
      segments.leave(segment);
      await segments.remove([segment]);
    }
    if (delivered.length > 0) await keepReserve(this.world, this.settings.folder);
  }
}

const cursorPath = (folder: string): string => `${folder}/cursors.json`;
const reservePath = (folder: string): string => `${folder}/reserve`;

/** Writes the file of the cursors, or leaves the old one as it is. */
async function writeWhole({ appendFiles }: SpoolWorld, folder: string, bytes: Uint8Array): Promise<void> {
  const path = cursorPath(folder);
  await writeNewFile(appendFiles, `${path}.new`, bytes, true);
  await appendFiles.rename(`${path}.new`, path);
  await appendFiles.syncFolder(folder);
}

/** Makes the reserve where it is not there; without one the spool works as well, until the disk is full. */
export async function keepReserve({ appendFiles }: SpoolWorld, folder: string): Promise<void> {
  const path = reservePath(folder);
  if ((await appendFiles.size(path)) === RESERVE) return;
  await appendFiles.remove(path);
  const file = await appendFiles.create(path).catch(() => null);
  if (file === null) return;
  const whole = await file.write(new Uint8Array(RESERVE), 0).then(
    () => true,
    () => false,
  );
  await file.close();
  if (!whole) await appendFiles.remove(path);
}

/** The saved cursors; null where there are none, 'damaged' where they are not as they were written. */
export async function readCursors(
  { appendFiles }: SpoolWorld,
  folder: string,
): Promise<Map<string, Cursor> | 'damaged' | null> {
  const file = await appendFiles.open(cursorPath(folder));
  if (file === null) return null;
  try {
    const size = (await appendFiles.size(cursorPath(folder))) ?? 0;
    const bytes = new Uint8Array(Math.min(size, MOST_BYTES));
    const read = await file.read(bytes, 0);
    return parseCursors(Buffer.from(bytes.subarray(0, read)).toString(), appendFiles.crc32) ?? 'damaged';
  } finally {
    await file.close();
  }
}
