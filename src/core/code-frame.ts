// A diagnostic shown in its place, as compilers do.
import { lineOf, type Diagnostic } from './diagnostic.ts';
import { displayWidth } from './display-width.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';

/** "file:line:column: severity: message", the line with a marker under it, and the help. */
export function codeFrame(file: string, text: string, diagnostic: Diagnostic, paint: Paint): string {
  const { line, column, endLine, endColumn, severity, message, id, help } = diagnostic;
  const source = lineOf(text, line).replace(/\r$/, '');
  const gutter = String(line).length;
  const before = source.slice(0, column - 1);
  const marked = source.slice(column - 1, endLine === line ? endColumn - 1 : undefined);
  const marker = '^'.repeat(Math.max(1, displayWidth(shown(marked))));
  const colour = severity === 'error' ? paint.red : paint.yellow;
  const frame = [
    `${paint.bold(`${printable(file)}:${line}:${column}`)}: ${colour(severity)}: ${printable(message)} ${paint.dim(`[${id}]`)}`,
    `${paint.dim(`${line} |`)} ${shown(source)}`,
    `${' '.repeat(gutter)} ${paint.dim('|')} ${' '.repeat(displayWidth(shown(before)))}${colour(marker)}`,
  ];
  if (help !== undefined) frame.push(`${' '.repeat(gutter)} ${paint.dim('=')} ${printable(help)}`);
  return frame.join('\n');
}

/** A piece of the line as it is printed. A tab is one space, for the marker under it to fit wherever tabs stop. */
function shown(piece: string): string {
  return printable(piece.replaceAll('\t', ' '));
}
