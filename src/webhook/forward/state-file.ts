// The file beside the spool that says how a forwarder does: replaced as a whole, at most once a second.
import type { AppendFiles } from '../../core/append-files.ts';
import type { World } from '../../core/ports.ts';
import { messageOf } from '../../core/problem.ts';
import { writeNewFile } from '../spool/new-file.ts';

/** Milliseconds. */
const INTERVAL_MS = 1000;

type Parts = Pick<World, 'clock' | 'report'> & { readonly appendFiles: AppendFiles };

export class StateFile {
  private readonly parts: Parts;
  private readonly path: string;
  private readonly text: () => Promise<string>;
  private isPlanned = false;
  /** On the monotonic clock; the first time comes at once. */
  private earliest = 0;
  private isOver = false;
  private isFailing = false;
  private writing: Promise<void> = Promise.resolve();

  /** `text` is what the file is to hold at that moment. */
  constructor(parts: Parts, path: string, text: () => Promise<string>) {
    this.parts = parts;
    this.path = path;
    this.text = text;
  }

  /** Says that something has changed; it is written soon. */
  changed(): void {
    if (this.isPlanned || this.isOver) return;
    this.isPlanned = true;
    void this.writeLater();
  }

  /** Writes for the last time. */
  async close(): Promise<void> {
    this.isOver = true;
    await this.write();
  }

  private async writeLater(): Promise<void> {
    const { clock } = this.parts;
    await clock.sleep(Math.max(0, this.earliest - clock.monotonic()));
    this.earliest = clock.monotonic() + INTERVAL_MS;
    this.isPlanned = false;
    if (!this.isOver) await this.write();
  }

  /** A failure is said once; it keeps nothing from being delivered. */
  private async write(): Promise<void> {
    const writing = this.after(this.writing);
    this.writing = writing;
    await writing;
  }

  private async after(earlier: Promise<void>): Promise<void> {
    await earlier;
    try {
      await this.replace();
      this.isFailing = false;
    } catch (error) {
      const text = `the status of the forwarder cannot be written: ${messageOf(error)}`;
      if (!this.isFailing) this.parts.report({ type: 'note', level: 'warn', text });
      this.isFailing = true;
    }
  }

  private async replace(): Promise<void> {
    const { appendFiles } = this.parts;
    const next = `${this.path}.next`;
    await writeNewFile(appendFiles, next, Buffer.from(await this.text()), false);
    await appendFiles.rename(next, this.path);
  }
}
