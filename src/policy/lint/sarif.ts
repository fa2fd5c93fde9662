// Lint remarks as SARIF 2.1.0, which code-scanning services read.
// Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
import type { PolicyDiagnostic } from '../model/diagnostic.ts';
import { explanations } from './explanations.ts';

interface SarifFile {
  readonly file: string;
  readonly diagnostics: readonly PolicyDiagnostic[];
}

/** The log of one run over files, as a value. */
export function sarifLog(files: readonly SarifFile[]): unknown {
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
          artifactLocation: { uri: uriOf(file) },
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
      },
    ],
  };
}

/** A path as a relative reference; a name such as <stdin> becomes one by its escapes. */
function uriOf(file: string): string {
  return file
    .replaceAll(/\p{Cs}/gu, '\uFFFD')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}
