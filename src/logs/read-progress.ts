// How much of the input was read, for readings that take longer than a second.
import { formatBytes } from '../core/byte-size.ts';
import type { World } from '../core/ports.ts';

/** Milliseconds before anything is told, and between two tellings. */
const PATIENCE = 1000;
const PAUSE = 200;

/** Counts bytes, and reports them now and then. */
export class ReadProgress {
  private readonly world: Pick<World, 'clock' | 'report'>;
  private readonly total: number | null;
  private bytes = 0;
  private due: number;
  private isShown = false;

  /** `total`: bytes of the whole input; null where that is not known. */
  constructor(world: Pick<World, 'clock' | 'report'>, total: number | null) {
    this.world = world;
    this.total = total;
    this.due = world.clock.monotonic() + PATIENCE;
  }

  read(bytes: number): void {
    this.bytes += bytes;
    const now = this.world.clock.monotonic();
    if (now < this.due) return;
    this.due = now + PAUSE;
    this.isShown = true;
    const share = this.total === null ? '' : ` of ${formatBytes(this.total)} (${percent(this.bytes, this.total)})`;
    this.world.report({ type: 'progress', text: `read ${formatBytes(this.bytes)}${share}` });
  }

  /** Takes away what is shown, before something else is printed. */
  hide(): void {
    if (!this.isShown) return;
    this.isShown = false;
    this.world.report({ type: 'progress', text: null });
  }
}

function percent(part: number, whole: number): string {
  return `${Math.min(100, Math.floor((part / Math.max(1, whole)) * 100))} %`;
}
