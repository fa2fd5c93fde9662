// Removes the framing that a container runtime adds to every line of a container's log.
// A line is "time stream tag text"; the tag P marks a piece of a long line, F its last piece.

const NEWLINE = 10;
const SPACE = 32;
const frame = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d) (?:stdout|stderr) [PF](?::\S*)? /;

/** Whether a text begins with the framing. */
export function isFramed(head: Uint8Array): boolean {
  return frame.test(Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 80)).toString('latin1'));
}

/**
 * Gives a function that turns blocks of framed lines into blocks of the container's own lines on its
 * standard output. Lines of standard error (the server's own log) are left out.
 */
export function unframer(): (block: Uint8Array) => Uint8Array {
  let held: Uint8Array[] = [];
  return (block) => {
    const bytes = Buffer.from(block.buffer, block.byteOffset, block.length);
    const whole: Uint8Array[] = [];
    let start = 0;
    while (start < bytes.length) {
      const newline = bytes.indexOf(NEWLINE, start);
      const end = newline < 0 ? bytes.length : newline + 1;
      const streamAt = bytes.indexOf(SPACE, start) + 1;
      const tagAt = bytes.indexOf(SPACE, streamAt) + 1;
      const textAt = bytes.indexOf(SPACE, tagAt) + 1;
      const isFrame = streamAt > start && tagAt > streamAt && textAt > tagAt && textAt <= end;
      const stream = isFrame ? bytes.toString('latin1', streamAt, tagAt - 1) : '';
      if (stream === 'stdout') {
        const partial = bytes[tagAt] === 0x50;
        if (partial) held.push(new Uint8Array(bytes.subarray(textAt, newline < 0 ? end : newline)));
        else {
          whole.push(...held, bytes.subarray(textAt, end));
          held = [];
        }
      } else if (stream !== 'stderr') {
        whole.push(bytes.subarray(start, end));
      }
      start = end;
    }
    return Buffer.concat(whole);
  };
}
