// Diagnostics shown in their places, as compilers do.
import { lineOf, type Diagnostic } from './diagnostic.ts';
import { displayWidth } from './display-width.ts';
import { cellText } from './limits.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';

/** More frames than this only hide the first ones. */
const MOST_FRAMES = 100;

/** Characters of a line that are shown: a whole policy can be one line. */
const LONGEST_LINE = 200;
/** Of those, the characters before the place. */
const BEFORE = 60;

/** A frame for each diagnostic of a file, errors first where they are too many, and how many are left out. */
export function codeFrames(
  file: string,
  text: string,
  diagnostics: readonly Diagnostic[],
  paint: Paint,
): readonly string[] {
  if (diagnostics.length <= MOST_FRAMES) return diagnostics.map((each) => codeFrame(file, text, each, paint));
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const warnings = diagnostics.filter(({ severity }) => severity !== 'error');
  const chosen = new Set([...errors, ...warnings].slice(0, MOST_FRAMES));
  return [
    ...diagnostics.filter((each) => chosen.has(each)).map((each) => codeFrame(file, text, each, paint)),
    `${printable(file)}: and ${diagnostics.length - MOST_FRAMES} more`,
  ];
}

/** "file:line:column: severity: message", the line with a marker under it, and the help. */
export function codeFrame(file: string, text: string, diagnostic: Diagnostic, paint: Paint): string {
  const { line, column, endLine, endColumn, severity, message, id, help } = diagnostic;
  const source = lineOf(text, line).replace(/\r$/, '');
  const gutter = String(line).length;
  const { piece, before, marked } = around(source, column - 1, endLine === line ? endColumn - 1 : source.length);
  const marker = '^'.repeat(Math.max(1, displayWidth(marked)));
  const colour = severity === 'error' ? paint.red : paint.yellow;
  const frame = [
    `${paint.bold(`${printable(file)}:${line}:${column}`)}: ${colour(severity)}: ${printable(cellText(message))} ${paint.dim(`[${id}]`)}`,
    `${paint.dim(`${line} |`)} ${piece}`,
    `${' '.repeat(gutter)} ${paint.dim('|')} ${' '.repeat(displayWidth(before))}${colour(marker)}`,
  ];
  if (help !== undefined) frame.push(`${' '.repeat(gutter)} ${paint.dim('=')} ${printable(cellText(help))}`);
  return frame.join('\n');
}

/** What of a line is shown, with "…" where it is cut, and its parts before and at the place. */
function around(source: string, start: number, end: number): { piece: string; before: string; marked: string } {
  const fits = source.length <= LONGEST_LINE;
  const from = fits ? 0 : Math.max(0, Math.min(start - BEFORE, source.length - LONGEST_LINE));
  const to = fits ? source.length : Math.min(source.length, from + LONGEST_LINE);
  const left = from > 0 ? '…' : '';
  return {
    piece: `${left}${shown(source.slice(from, to))}${to < source.length ? '…' : ''}`,
    before: `${left}${shown(source.slice(from, Math.min(start, to)))}`,
    marked: shown(source.slice(start, Math.min(end, to))),
  };
}

/** A piece of the line as it is printed. A tab is one space, for the marker under it to fit wherever tabs stop. */
function shown(piece: string): string {
  return printable(piece.replaceAll('\t', ' '));
}
