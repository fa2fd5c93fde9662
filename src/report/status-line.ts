// One line at the bottom of a terminal that is written over again and again.
import { cutToWidth } from '../core/display-width.ts';

/** What was written is gone with the next text. */
export class StatusLine {
  private readonly stream: NodeJS.WriteStream;
  private isShown = false;

  constructor(stream: NodeJS.WriteStream) {
    this.stream = stream;
  }

  /** Null takes the line away. */
  show(text: string | null): void {
    if (text === null && !this.isShown) return;
    const room = (this.stream.columns ?? 80) - 1;
    this.stream.write(`\r\u001B[2K${cutToWidth(text ?? '', room)}`);
    this.isShown = text !== null;
  }
}
