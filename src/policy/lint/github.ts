// Lint remarks as workflow commands, which GitHub Actions turns into annotations.
// Source of the escapes: GitHub's actions/toolkit, packages/core/src/command.ts.
import { printable } from '../../core/printable.ts';
import type { PolicyDiagnostic } from '../model/diagnostic.ts';

/** One remark as a line that ends. */
export function workflowCommand(
  file: string,
  { id, severity, message, line, column, endLine, endColumn, help }: PolicyDiagnostic,
): string {
  const place = `file=${property(file)},line=${line},col=${column},endLine=${endLine},endColumn=${endColumn}`;
  return `::${severity} ${place},title=${property(`policy ${id}`)}::${data(help === undefined ? message : `${message} — ${help}`)}\n`;
}

/** What follows the second "::". */
function data(text: string): string {
  return printable(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'));
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
