// Why a kubectl command line has no answer, and what to write instead.

/** Thrown for a command that sends nothing, or whose requests cannot be known from its words. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** What to write instead. */
  readonly help: string;

  constructor(message: string, help: string) {
    super(message);
    this.help = help;
  }
}
