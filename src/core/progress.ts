// When to tell how far something is: from the second on that it takes, and then a few times a second.
import type { World } from './ports.ts';

/** Milliseconds before anything is told, and between two tellings. */
const PATIENCE = 1000;
const PAUSE = 200;

/** Reports now and then; the clock starts when it is made. */
export class Progress {
  private readonly world: Pick<World, 'clock' | 'report'>;
  private due: number;
  private isShown = false;

  constructor(world: Pick<World, 'clock' | 'report'>) {
    this.world = world;
    this.due = world.clock.monotonic() + PATIENCE;
  }

  /** Asks for the text only when it is time to tell it. */
  tell(text: () => string): void {
    const now = this.world.clock.monotonic();
    if (now < this.due) return;
    this.due = now + PAUSE;
    this.isShown = true;
    this.world.report({ type: 'progress', text: text() });
  }

  /** Takes away what is shown, before something else is printed. */
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
