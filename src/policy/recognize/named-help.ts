// Advice about a file with the name of the file in it, which what finds the advice does not know.
import type { Diagnostic } from '../../core/diagnostic.ts';
import { pasteable } from '../../core/shell-quote.ts';

/** Remarks whose advice is a command for the file. */
const ids: ReadonlySet<string> = new Set(['not-a-policy', 'template']);

/** The remark with `name` in its advice. */
export function withFileName<Remark extends Pick<Diagnostic, 'id' | 'help'>>(remark: Remark, name: string): Remark {
  if (!ids.has(remark.id) || remark.help === undefined) return remark;
  return { ...remark, help: remark.help.replace(/\bFILE\b/, () => pasteable([name])) };
}
