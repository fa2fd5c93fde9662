// How much of the input was read, for readings that take longer than a second.
import { formatBytes } from '../core/byte-size.ts';
import type { World } from '../core/ports.ts';
import { percent, Progress } from '../core/progress.ts';

/** Counts bytes, and reports them now and then. */
export class ReadProgress {
  private readonly progress: Progress;
  private readonly total: number | null;
  private bytes = 0;

  /** `total`: bytes of the whole input; null where that is not known. */
  constructor(world: Pick<World, 'clock' | 'report'>, total: number | null) {
    this.progress = new Progress(world);
    this.total = total;
  }

  read(bytes: number): void {
    this.bytes += bytes;
    this.progress.tell(() => {
      const share = this.total === null ? '' : ` of ${formatBytes(this.total)} (${percent(this.bytes, this.total)})`;
      return `read ${formatBytes(this.bytes)}${share}`;
    });
  }

  /** Removes what is shown, before something else is printed. */
  hide(): void {
    this.progress.hide();
  }
}
