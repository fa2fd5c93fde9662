// The outcome of policy tests as text.
import { screenText, type ScreenText } from '../../core/screen-text.ts';
import { ruleName } from '../model/spell.ts';
import { count } from '../../core/plural.ts';
import type { Paint } from '../../core/paint.ts';
import { printable } from '../../core/printable.ts';
import { failedCases, type SuiteResult } from './run-suite.ts';

export interface SuiteReport extends SuiteResult {
  readonly file: string;
  readonly policy: string;
}

export function suiteText({ file, cases, unreached, rules }: SuiteReport, paint: Paint): ScreenText {
  const lines = cases.flatMap(({ name, request, line, failures }) =>
    failures.length === 0
      ? [`${paint.green('ok')}    ${printable(name)}`]
      : [
          `${paint.red('fails')} ${paint.bold(printable(name))} ${paint.dim(`(${file}:${line})`)}`,
          `      ${printable(request)}`,
          ...failures.map((failure) => `      ${printable(failure)}`),
        ],
  );
  const failed = failedCases({ cases });
  const counted =
    failed === 0
      ? paint.green(`${cases.length} passed`)
      : `${paint.red(`${failed} failed`)}, ${cases.length - failed} passed`;
  const left = unreached.length === 0 ? '' : paint.yellow(`; never reached: ${unreached.map(ruleName).join(', ')}`);
  return screenText([
    ...lines,
    `${paint.bold(file)}: ${counted}; ${rules - unreached.length} of ${count(rules, 'rule')} reached${left}`,
  ]);
}
