// A diagnostic shown in its place, as compilers do.
import { lineOf, type Diagnostic } from './diagnostic.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';

/** "file:line:column: severity: message", the line with a marker under it, and the help. */
export function codeFrame(file: string, text: string, diagnostic: Diagnostic, paint: Paint): string {
  const { line, column, endLine, endColumn, severity, message, id, help } = diagnostic;
  const source = printable(lineOf(text, line).replace(/\r$/, '').replaceAll('\t', ' '));
  const gutter = String(line).length;
  const end = endLine === line ? endColumn : source.length + 1;
  const marker = '^'.repeat(Math.max(1, Math.min(end, source.length + 1) - column));
  const colour = severity === 'error' ? paint.red : paint.yellow;
  const frame = [
    `${paint.bold(`${file}:${line}:${column}`)}: ${colour(severity)}: ${printable(message)} ${paint.dim(`[${id}]`)}`,
    `${paint.dim(`${line} |`)} ${source}`,
    `${' '.repeat(gutter)} ${paint.dim('|')} ${' '.repeat(column - 1)}${colour(marker)}`,
  ];
  if (help !== undefined) frame.push(`${' '.repeat(gutter)} ${paint.dim('=')} ${printable(help)}`);
  return frame.join('\n');
}
