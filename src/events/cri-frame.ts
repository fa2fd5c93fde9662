// The framing that a container runtime puts before every line of a container's log: "time stream tag text".

/** The framing: stream and tag. Only lines of this millennium have it; a byte order mark may be before the first. */
export const frame =
  /^(?:\uFEFF|\u00EF\u00BB\u00BF)?2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d) (stdout|stderr) ([PF])(?::\S*)? /;

/** What the framing of a line says. */
export interface Frame {
  readonly stream: string;
  /** It is a piece of a long line, and not the last one. */
  readonly isPiece: boolean;
  /** How many characters it has. */
  readonly length: number;
}

/** The framing of a line; null without one. */
export function frameOf(line: string): Frame | null {
  const found = frame.exec(line);
  return found === null ? null : { stream: found[1] ?? '', isPiece: found[2] === 'P', length: found[0].length };
}
