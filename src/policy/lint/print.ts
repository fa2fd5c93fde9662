// A lint report in the forms that people and code-scanning services read.
import { codeFrame } from '../../core/code-frame.ts';
import type { Paint } from '../../core/paint.ts';
import { unreachable } from '../../core/unreachable.ts';
import type { PolicyDiagnostic } from '../model/diagnostic.ts';
import { spellVersions } from '../model/kubernetes-version.ts';
import type { Verdict } from '../load/load.ts';
import { explanations } from './explanations.ts';

export type LintFormat = 'text' | 'github' | 'sarif';

export interface LintedFile {
  readonly file: string;
  readonly text: string;
  readonly server: Verdict;
  readonly versions: Readonly<Record<string, Verdict>>;
  readonly diagnostics: readonly PolicyDiagnostic[];
  /** Places that --fix has mended. */
  readonly fixed: number;
}

export function printLint(files: readonly LintedFile[], format: LintFormat, paint: Paint): string {
  switch (format) {
    case 'text':
      return asText(files, paint);
    case 'github':
      return files
        .flatMap(({ file, diagnostics }) => diagnostics.map((diagnostic) => workflowCommand(file, diagnostic)))
        .join('');
    case 'sarif':
      return `${JSON.stringify(asSarif(files), null, 2)}\n`;
    default:
      return unreachable(format);
  }
}

const says: Readonly<Record<Verdict, string>> = {
  accepts: 'the API server takes it',
  ignores: 'the API server takes it, and ignores a part',
  refuses: 'the API server does not start with it',
};

function asText(files: readonly LintedFile[], paint: Paint): string {
  const blocks = files.flatMap((linted) => {
    const frames = linted.diagnostics.map((diagnostic) => codeFrame(linted.file, linted.text, diagnostic, paint));
    return [...frames, summary(linted, paint)];
  });
  return `${blocks.join('\n\n')}\n`;
}

function summary({ file, server, versions, diagnostics, fixed }: LintedFile, paint: Paint): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const counts = [count(errors, 'error'), count(warnings, 'warning')].filter((text) => text !== '').join(', ');
  const colour = server === 'refuses' ? paint.red : errors + warnings > 0 ? paint.yellow : paint.green;
  const verdict = Object.keys(versions).length === 1 ? says[server] : versionSentence(versions);
  const mended = fixed === 0 ? '' : `; ${fixed} ${fixed === 1 ? 'place' : 'places'} mended`;
  return `${paint.bold(file)}: ${colour(verdict)}${counts === '' ? '' : ` (${counts})`}${mended}`;
}

function count(number: number, word: string): string {
  return number === 0 ? '' : `${number} ${word}${number === 1 ? '' : 's'}`;
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

/** A line that GitHub Actions turns into an annotation. */
function workflowCommand(
  file: string,
  { id, severity, message, line, column, endLine, endColumn, help }: PolicyDiagnostic,
): string {
  const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  const place = `file=${property(file)},line=${line},col=${column},endLine=${endLine},endColumn=${endColumn}`;
  return `::${severity} ${place},title=${property(`policy ${id}`)}::${data(help === undefined ? message : `${message} — ${help}`)}\n`;
}

function asSarif(files: readonly LintedFile[]): unknown {
  const ids = [...new Set(files.flatMap(({ diagnostics }) => diagnostics.map(({ id }) => id)))].toSorted();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'kind-audit',
            rules: ids.map((id) => ({
              id,
              shortDescription: { text: explanations[id]?.title ?? id },
              fullDescription: { text: explanations[id]?.why ?? id },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: files.flatMap(({ file, diagnostics }) =>
          diagnostics.map((diagnostic) => sarifResult(file, diagnostic, ids)),
        ),
      },
    ],
  };
}

function sarifResult(file: string, diagnostic: PolicyDiagnostic, ids: readonly string[]): unknown {
  const { id, severity, message, help, line, column, endLine, endColumn } = diagnostic;
  return {
    ruleId: id,
    ruleIndex: ids.indexOf(id),
    level: severity,
    message: { text: help === undefined ? message : `${message}. ${help}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: file },
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
      },
    ],
  };
}
