// The lines of bytes that come in pieces, as texts.

/** Bytes that are decoded at once: one letter outside ASCII makes the text of all of them slow to search. */
const PIECE = 64 * 1024;

/** Takes a line without its end, and its bytes with it. */
type Take = (line: string, bytes: number) => void;

/** Cuts bytes into lines. */
export class TextLines {
  private readonly take: Take;
  private readonly decoder = new TextDecoder();
  private rest = '';
  /** Whether the rest has as many bytes as characters. */
  private ascii = true;

  constructor(take: Take) {
    this.take = take;
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += PIECE) this.piece(bytes.subarray(at, at + PIECE));
  }

  /** Takes what stands behind the last line end. */
  end(): void {
    this.line(this.rest + this.decoder.decode(), false);
    this.rest = '';
    this.ascii = true;
  }

  private piece(bytes: Uint8Array): void {
    const text = this.decoder.decode(bytes, { stream: true });
    const ascii = text.length === bytes.length;
    let start = text.indexOf('\n') + 1;
    if (start === 0) {
      this.ascii &&= ascii;
      this.rest += text;
      return;
    }
    this.line(this.rest + text.slice(0, start - 1), this.ascii && ascii);
    for (let end = text.indexOf('\n', start); end >= 0; end = text.indexOf('\n', start)) {
      this.line(text.slice(start, end), ascii);
      start = end + 1;
    }
    this.rest = text.slice(start);
    this.ascii = ascii;
  }

  private line(line: string, ascii: boolean): void {
    if (line !== '' && line !== '\r') this.take(line, (ascii ? line.length : byteLength(line)) + 1);
  }
}

/** Bytes of a text as UTF-8. */
function byteLength(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
