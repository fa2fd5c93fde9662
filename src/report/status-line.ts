// A line at the bottom of a terminal that each text replaces.
import { cutToWidth } from '../core/display-width.ts';

/** Each text replaces the one before. */
export class StatusLine {
  private readonly stream: NodeJS.WriteStream;
  private isShown = false;

  constructor(stream: NodeJS.WriteStream) {
    this.stream = stream;
  }

  /** Null removes the line. */
  show(text: string | null): void {
    if (text === null && !this.isShown) return;
    const room = (this.stream.columns ?? 80) - 1;
    this.stream.write(`\r\u001B[2K${cutToWidth(text ?? '', room)}`);
    this.isShown = text !== null;
  }
}
