// Very long lines without the bodies that make them long: what is left is cheap to parse.

/** Lines below this size are parsed whole. */
const LONG = 128 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const bodies = new Set(['"requestObject"', '"responseObject"']);

/** The text of a line; of a long one without the content of its bodies, where it has any. */
export function slimText(block: Buffer, start: number, end: number): string {
  if (end - start < LONG) return block.toString('utf8', start, end);
  let text = '';
  let kept = start;
  for (const body of bodyRanges(block, start, end)) {
    text += `${block.toString('utf8', kept, body.start)}null`;
    kept = body.end;
  }
  return text + block.toString('utf8', kept, end);
}

/** Where the values of the bodies stand in an object. Malformed text gives malformed text, which will not parse. */
function* bodyRanges(block: Buffer, start: number, end: number): Generator<{ start: number; end: number }> {
  let depth = 0;
  let isBody = false;
  let bodyStart = -1;
  for (let at = start; at < end; at += 1) {
    const byte = block[at];
    if (byte === QUOTE) {
      const close = closingQuote(block, at, end);
      // A key is followed by its colon; a text that is a value by something else.
      if (depth === 1 && bodyStart < 0) isBody = bodies.has(block.toString('latin1', at, Math.min(close + 1, at + 20)));
      at = close;
    } else if (byte === 0x3a && depth === 1 && isBody) {
      bodyStart = at + 1;
      isBody = false;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
    } else if (byte === 0x7d || byte === 0x5d || byte === 0x2c) {
      if (byte !== 0x2c) depth -= 1;
      if (bodyStart >= 0 && ((byte === 0x2c && depth === 1) || depth === 0)) {
        yield { start: bodyStart, end: at };
        bodyStart = -1;
      }
    }
  }
}

/** The index of the quote that ends the string beginning at a quote. */
function closingQuote(block: Buffer, open: number, end: number): number {
  for (let at = block.indexOf(QUOTE, open + 1); at >= 0 && at < end; at = block.indexOf(QUOTE, at + 1)) {
    let backslashes = 0;
    while (block[at - 1 - backslashes] === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
  return end;
}
