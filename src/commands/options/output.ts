// The output format, with the same options for every command.
import type { OptionSpec } from '../command.ts';

/** `-o, --output` with one of these formats, of which the first is the default; `--json` is short for one of them. */
export function outputOptions(
  forms: readonly string[] = ['text', 'json'],
  description = 'output format',
): readonly OptionSpec[] {
  return [
    { flags: '-o, --output <form>', description, byDefault: forms[0] ?? '', choices: forms },
    { flags: '--json', description: 'for programs: -o json', aliasOf: { option: 'output', value: 'json' } },
  ];
}
