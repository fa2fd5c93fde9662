// Why words have no answer as a request, and what to write instead.

/** For words that no request has, or whose requests cannot be known; inside `kubectl/` it is thrown. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** What to write instead. */
  readonly help: string;

  constructor(message: string, help: string) {
    super(message);
    this.help = help;
  }
}
