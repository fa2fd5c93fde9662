// An event on one line.

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;

/** Puts spaces for line ends, which are in JSON only between its values, where both mean the same. */
export function onOneLine(event: Uint8Array): void {
  for (let at = 0; at < event.length; at += 1) {
    const byte = event[at];
    if (byte === NEWLINE || byte === RETURN) event[at] = SPACE;
  }
}
