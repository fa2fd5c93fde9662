// The header of a generated file, from which a later run knows whether the user changed it.
import { printable } from '../core/printable.ts';

const MARK = '# kind-audit checksum: ';

/** Puts the remarks and a checksum of the body above the body. */
export function withHeader(body: string, remarks: readonly string[], sha256: (text: string) => string): string {
  return `${remarks.map((line) => `# ${printable(line)}`.trimEnd()).join('\n')}\n${MARK}${sha256(body).slice(0, 16)}\n${body}`;
}

/** Whether a text is exactly as kind-audit wrote it, apart from the remarks in its header. */
export function isUntouched(text: string, sha256: (text: string) => string): boolean {
  const start = text.indexOf(MARK);
  if (start < 0) return false;
  const end = text.indexOf('\n', start);
  return end >= 0 && text.slice(start + MARK.length, end).trim() === sha256(text.slice(end + 1)).slice(0, 16);
}
