// The error of a text that cannot be read at all, with its place. Never leaves the loader.
import type { Range } from '../../core/diagnostic.ts';

export class TextError extends Error {
  override readonly name = 'TextError';
  readonly range: Range;
  readonly help: string | undefined;

  constructor(message: string, range: Range, help?: string) {
    super(message);
    this.range = range;
    this.help = help;
  }
}
