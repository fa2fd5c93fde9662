// The outcome of policy tests as JUnit XML, as CI systems read it. It has no standard; this is the part that the schemas
// of Jenkins (junit-10.xsd) and of Ant have in common, and the place of each case.
import { unsafeCharacters } from '../../core/printable.ts';
import type { SuiteReport } from './print-suite.ts';
import { failedCases } from './run-suite.ts';

/** JUnit XML, as CI systems read it. */
export function suitesJunit(reports: readonly SuiteReport[]): string {
  const suites = reports.map(({ file, cases }) => {
    const failed = failedCases({ cases });
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

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Written literally, these would become spaces in an attribute.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

const unsafe = new RegExp(unsafeCharacters, 'u');

/** What a terminal would obey is a reference: the same text for a parser. */
function xml(text: string): string {
  return Array.from(text, (character) => entities[character] ?? spelled(character)).join('');
}

function spelled(character: string): string {
  if (!isXml(character)) return '\uFFFD';
  return unsafe.test(character) ? `&#${character.codePointAt(0)};` : character;
}

/** XML has no place for most control characters, escaped or not, nor for half a character. */
function isXml(character: string): boolean {
  return character >= ' ' && !/^[\uD800-\uDFFF\uFFFE\uFFFF]$/.test(character);
}
