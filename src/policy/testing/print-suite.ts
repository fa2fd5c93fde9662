// The outcome of policy tests as text and JUnit XML.
import type { Paint } from '../../core/paint.ts';
import { printable } from '../../core/printable.ts';
import type { SuiteResult } from './run-suite.ts';

export interface SuiteReport extends SuiteResult {
  readonly file: string;
  readonly policy: string;
}

export function suiteText({ file, cases, unreached, rules }: SuiteReport, paint: Paint): string {
  const lines = cases.flatMap(({ name, request, line, failures }) =>
    failures.length === 0
      ? [`${paint.green('ok')}    ${printable(name)}`]
      : [
          `${paint.red('fails')} ${paint.bold(printable(name))} ${paint.dim(`(${file}:${line})`)}`,
          `      ${printable(request)}`,
          ...failures.map((failure) => `      ${printable(failure)}`),
        ],
  );
  const failed = cases.filter(({ failures }) => failures.length > 0).length;
  const counted =
    failed === 0
      ? paint.green(`${cases.length} passed`)
      : `${paint.red(`${failed} failed`)}, ${cases.length - failed} passed`;
  const left =
    unreached.length === 0
      ? ''
      : paint.yellow(`; never reached: ${unreached.map((rule) => `rule ${rule + 1}`).join(', ')}`);
  return [
    ...lines,
    `${paint.bold(file)}: ${counted}; ${rules - unreached.length} of ${rules} rules reached${left}`,
  ].join('\n');
}

/** JUnit XML, as CI systems read it. */
export function suitesJunit(reports: readonly SuiteReport[]): string {
  const suites = reports.map(({ file, cases }) => {
    const failed = cases.filter(({ failures }) => failures.length > 0).length;
    const rows = cases.map(({ name, line, request, failures }) => {
      const open = `    <testcase name="${xml(name)}" classname="${xml(file)}" file="${xml(file)}" line="${line}"`;
      if (failures.length === 0) return `${open}/>`;
      const text = failures.join('; ');
      return `${open}>\n      <failure message="${xml(text)}">${xml(`${request}\n${failures.join('\n')}`)}</failure>\n    </testcase>`;
    });
    return `  <testsuite name="${xml(file)}" tests="${cases.length}" failures="${failed}">\n${rows.join('\n')}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function xml(text: string): string {
  const allowed = Array.from(text, (character) => (isXml(character) ? character : '\uFFFD')).join('');
  return allowed.replaceAll(/[&<>"]/g, (character) => entities[character] ?? '');
}

/** XML has no place for most control characters, escaped or not. */
function isXml(character: string): boolean {
  return character >= ' ' || character === '\t' || character === '\n' || character === '\r';
}
