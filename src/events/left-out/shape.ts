// A form of lines that is known, and that is not the API server's own.

/** What is said of lines that are left out. */
export interface Words {
  /** After "it is" and "they are". */
  readonly what: string;
  /** A command that makes audit events of them; the name of the file is to be added. */
  readonly recipe?: string;
  /** What to do where no command helps. */
  readonly advice?: string;
}

/** The beginning and the end of a line that is not JSON, or no event at its top level. */
export interface Ends {
  readonly head: string;
  readonly tail: string;
  /** Whether an event's most certain key stands anywhere in it. */
  readonly hasEvent: boolean;
}

export interface Shape extends Words {
  readonly is: (line: Ends) => boolean;
}
