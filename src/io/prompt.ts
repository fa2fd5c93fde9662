// Questions at the terminal, through inquirer; asked on standard error, so that standard output stays the answer.
import type { Prompt } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';

/** Real questions; Ctrl-C in one of them is the same as Ctrl-C anywhere else. */
export function terminalPrompt(signal: AbortSignal): Prompt {
  const asking = async () => {
    const { default: inquirer } = await import('inquirer');
    return inquirer.createPromptModule({ output: process.stderr, signal });
  };
  return {
    async confirm(message, byDefault) {
      const ask = await asking();
      const question = { type: 'confirm', name: 'value', message, default: byDefault } as const;
      return (await orInterrupted(ask<{ value: boolean }>(question), signal)).value;
    },
    async input(message, byDefault, validate) {
      const ask = await asking();
      const question = { type: 'input', name: 'value', message, default: byDefault, validate } as const;
      return (await orInterrupted(ask<{ value: string }>(question), signal)).value;
    },
    async select<T extends string>(message: string, choices: readonly { value: T; name: string }[], byDefault: T) {
      const ask = await asking();
      const question = { type: 'select', name: 'value', message, choices, default: byDefault } as const;
      const { value } = await orInterrupted(ask<{ value: string }>(question), signal);
      return choices.find((choice) => choice.value === value)?.value ?? byDefault;
    },
  };
}

/** The answer; throws the signal's reason, or a Problem for Ctrl-C that only the question saw. */
async function orInterrupted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Error && /^(?:Exit|Abort)PromptError$/.test(error.name))) throw error;
    signal.throwIfAborted();
    throw new Problem('interrupted', 'interrupted at a question; nothing was changed');
  }
}
