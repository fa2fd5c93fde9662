// When to report progress: after the first second, and then a few times a second.
import type { World } from './ports.ts';

/** Milliseconds before the first report, and between two. */
const FIRST_AFTER = 1000;
const INTERVAL = 200;

/** Reports now and then; the clock starts when it is made. */
export class Progress {
  private readonly world: Pick<World, 'clock' | 'report'>;
  private due: number;
  private isShown = false;

  constructor(world: Pick<World, 'clock' | 'report'>) {
    this.world = world;
    this.due = world.clock.monotonic() + FIRST_AFTER;
  }

  /** Asks for the text only when it is time to report it. */
  tell(text: () => string): void {
    const now = this.world.clock.monotonic();
    if (now < this.due) return;
    this.due = now + INTERVAL;
    this.isShown = true;
    this.world.report({ type: 'progress', text: text() });
  }

  /** Removes what is shown, before something else is printed. */
  hide(): void {
    if (!this.isShown) return;
    this.isShown = false;
    this.world.report({ type: 'progress', text: null });
  }
}

/** "35 %"; never more than all of it. */
export function percent(part: number, whole: number): string {
  return `${Math.min(100, Math.floor((part / Math.max(1, whole)) * 100))} %`;
}
