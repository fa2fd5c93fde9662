// A lint report in the form that was asked for; as text it is for people.
import { safeJson } from '../../core/json-text.ts';
import { count } from '../../core/plural.ts';
import { printable } from '../../core/printable.ts';
import { codeFrames } from '../../core/code-frame.ts';
import type { Paint } from '../../core/paint.ts';
import { screenText, ended, together, type ScreenText } from '../../core/screen-text.ts';
import { unreachable } from '../../core/unreachable.ts';
import type { FixedPlace } from './fix.ts';
import type { PolicyDiagnostic } from '../model/diagnostic.ts';
import { spellVersions } from '../model/kubernetes-version.ts';
import type { Verdict } from '../load/load.ts';
import { workflowCommand } from './github.ts';
import { sarifLog } from './sarif.ts';

/** The forms for programs; the other is text. */
export type ReportFormat = 'github' | 'sarif';
export type LintFormat = 'text' | ReportFormat;

export interface LintedFile {
  readonly file: string;
  readonly text: string;
  readonly server: Verdict;
  readonly versions: Readonly<Record<string, Verdict>>;
  readonly diagnostics: readonly PolicyDiagnostic[];
  /** How many places --fix has fixed. */
  readonly fixed: number;
  /** These places; absent where there are none. */
  readonly places?: readonly FixedPlace[];
}

/** A report for programs. */
export function lintReport(files: readonly LintedFile[], format: ReportFormat): string {
  switch (format) {
    case 'github':
      return files
        .flatMap(({ file, diagnostics }) => diagnostics.map((diagnostic) => workflowCommand(file, diagnostic)))
        .join('');
    case 'sarif':
      return `${safeJson(JSON.stringify(sarifLog(files), null, 2))}\n`;
    default:
      return unreachable(format);
  }
}

const says: Readonly<Record<Verdict, string>> = {
  accepts: 'the API server accepts it',
  ignores: 'the API server accepts it, and ignores a part of it',
  refuses: 'the API server does not start with it',
};

/** A report for people: what is wrong, in its place, and the verdict on each file. */
export function lintText(files: readonly LintedFile[], paint: Paint): ScreenText {
  const blocks = files.flatMap((linted) => {
    const frames = codeFrames(linted.file, linted.text, linted.diagnostics, paint).map((frame) =>
      screenText(frame.split('\n')),
    );
    return [...frames, screenText([...fixedLines(linted), summary(linted, paint)])];
  });
  return ended(together(blocks, '\n\n'));
}

function summary({ file, server, versions, diagnostics, fixed }: LintedFile, paint: Paint): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const counts = [amount(errors, 'error'), amount(warnings, 'warning')].filter((text) => text !== '').join(', ');
  const fine = diagnostics.length === 0 ? paint.green : paint.yellow;
  const colour = server === 'refuses' ? paint.red : fine;
  const verdict = Object.keys(versions).length === 1 ? says[server] : versionSentence(versions);
  const changes = fixed === 0 ? '' : `; ${count(fixed, 'place')} fixed`;
  return `${paint.bold(file)}: ${colour(verdict)}${counts === '' ? '' : ` (${counts})`}${changes}`;
}

/** More lines than this only hide the remarks. */
const MOST_PLACES = 20;

/** What was changed, place by place. */
function fixedLines({ file, places = [] }: LintedFile): readonly string[] {
  const lines = places.slice(0, MOST_PLACES).map(({ line, before, after }) => {
    const change = before === '' ? `added ${after.trim()}` : `${before} → ${after}`;
    return `${file}:${line}: fixed: ${printable(change)}`;
  });
  return places.length > MOST_PLACES ? [...lines, `${file}: and ${places.length - MOST_PLACES} more`] : lines;
}

function amount(number: number, noun: string): string {
  return number === 0 ? '' : count(number, noun);
}

/** "refused by 1.30–1.35, accepted by 1.36+" */
function versionSentence(versions: Readonly<Record<string, Verdict>>): string {
  const words: readonly (readonly [Verdict, string])[] = [
    ['refuses', 'refused by'],
    ['ignores', 'accepted in part by'],
    ['accepts', 'accepted by'],
  ];
  return words
    .flatMap(([verdict, phrase]) => {
      const found = Object.keys(versions).filter((version) => versions[version] === verdict);
      return found.length === 0 ? [] : [`${phrase} ${spellVersions(found)}`];
    })
    .join(', ');
}
