// What is given instead of a line that is too long: of a JSON object its members at the beginning and at the end.

/** The member that marks a line as shortened; its value says how long the line was. */
export const SHORTENED = 'kindAuditShortened';

const mark = new RegExp(`"${SHORTENED}":"[a-z ]{1,40} a line of \\d{1,20} bytes"\\}$`);

/** Whether the end of a line is that of one that was shortened; nothing else of an event can end so. */
export function isShortened(tail: string): boolean {
  return tail.endsWith(' bytes"}') && mark.test(tail.slice(-200));
}

/** Bytes that are kept of the beginning and of the end of a long line. */
export const KEPT_BYTES = 16 * 1024;

/** So many places are tried from the end backwards. */
const MOST_TRIES = 500;

const COMMA = 44;
const QUOTE = 34;
const BACKSLASH = 92;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Of a line that is no object so many bytes show what it is. */
const HEAD_BYTES = 1000;

/**
 * The members that are whole in the first or the last bytes of a JSON object, without those in between. Of a line that
 * does not begin as an object it is the beginning, and of one that begins with zero bytes what follows them at its end.
 * `bytes` is the length of the whole line.
 */
export function shortenedLine(first: Uint8Array, last: Uint8Array, bytes: number): string {
  const beginning = membersAtStart(first);
  if (beginning !== null) {
    const end = membersAtEnd(utf8.decode(last).trimEnd());
    return JSON.stringify({ ...end, ...beginning, [SHORTENED]: `members left out of a line of ${bytes} bytes` });
  }
  // A writer that goes on in an emptied file leaves a hole before its next line.
  if (last[0] === 0 && first.every((byte) => byte === 0)) return `\0${utf8.decode(afterZeros(last))}`.trimEnd();
  const head = utf8.decode(first.subarray(0, HEAD_BYTES)).trimEnd();
  return `${head} ${JSON.stringify({ [SHORTENED]: `the beginning of a line of ${bytes} bytes` })}`;
}

function afterZeros(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(bytes.lastIndexOf(0) + 1);
}

/** The whole members at the beginning of an object that breaks off; null where it is none. */
function membersAtStart(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  let depth = 0;
  let end = -1;
  let isText = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (isText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
    else if (byte === COMMA && depth === 1) end = at;
  }
  return end < 0 ? null : objectIn(`${utf8.decode(bytes.subarray(0, end))}}`);
}

/** The whole members at the end of an object whose beginning is missing: what closes exactly one object. */
function membersAtEnd(text: string): Readonly<Record<string, unknown>> {
  let members: Readonly<Record<string, unknown>> = {};
  let at = text.lastIndexOf(',"');
  for (let tries = 0; at > 0 && tries < MOST_TRIES; tries += 1, at = text.lastIndexOf(',"', at - 1))
    members = objectIn(`{${text.slice(at + 1)}`) ?? members;
  return members;
}

function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
