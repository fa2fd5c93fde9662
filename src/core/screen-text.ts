// Text for people on standard output: lines in which nothing foreign can be obeyed. The type holds every printer to it.
import { colourMark } from './paint.ts';
import { printable } from './printable.ts';

declare const harmless: unique symbol;

/** Text that was made by the functions of this file, and by nothing else. */
export type ScreenText = string & { readonly [harmless]: true };

/** Lines one below the other, without a newline at the end. What is foreign in a line cannot end it, nor steer a terminal. */
export function screenText(lines: readonly string[]): ScreenText {
  return lines.map(harmlessLine).join('\n') as ScreenText;
}

/** The same, each line ended. */
export function endedLines(lines: readonly string[]): ScreenText {
  return lines.map((line) => `${harmlessLine(line)}\n`).join('') as ScreenText;
}

/** Texts one after the other. */
export function together(texts: readonly ScreenText[], between: '' | '\n' | '\n\n' = ''): ScreenText {
  return texts.join(between) as ScreenText;
}

/** A text and a newline. */
export function ended(text: ScreenText): ScreenText {
  return `${text}\n` as ScreenText;
}

/** Text that a program reads, which must hold every byte: JSON, XML, the content of a file. */
export function asBytes(text: string): Uint8Array {
  return Buffer.from(text);
}

function harmlessLine(line: string): string {
  const parts = line.split(colourMark).map((part, at) => (at % 2 === 0 ? printable(part) : `\u001B[${part}m`));
  return withoutCommand(parts.join(''));
}

/** A runner of CI jobs obeys a line that begins with two colons. */
// oxlint-disable-next-line no-control-regex -- our own colours begin with it
const command = /^((?:\u001B\[\d+m|\s)*):(?=:)/;

function withoutCommand(line: string): string {
  return line.replace(command, '$1\uFFFD');
}

/** One line of foreign text, for standard error. */
export function printableLine(text: string): string {
  return withoutCommand(printable(text));
}
