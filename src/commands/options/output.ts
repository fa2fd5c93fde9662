// The form of a command's answer, named in one way by every command.
import type { OptionSpec } from '../command.ts';

/** `-o, --output`: one of these forms; the first is the default. */
export function outputOption(forms: readonly string[], description = 'form of the answer'): OptionSpec {
  return { flags: '-o, --output <form>', description, byDefault: forms[0] ?? '', choices: forms };
}
