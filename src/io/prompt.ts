// Questions at the terminal, through inquirer; asked on standard error, so that standard output stays the answer.
import type { Prompt } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';

/** Real questions; Ctrl-C in one of them is the same as Ctrl-C anywhere else. */
export function terminalPrompt(signal: AbortSignal): Prompt {
  const ask = async <T>(question: Record<string, unknown>): Promise<T> => {
    const { default: inquirer } = await import('inquirer');
    const prompt = inquirer.createPromptModule({ output: process.stderr, signal });
    try {
      const answers: Record<string, unknown> = await prompt([{ name: 'value', ...question }] as never);
      return answers['value'] as T;
    } catch (error) {
      if (error instanceof Error && /Prompt(Exit|Abort)?Error|ExitPromptError|AbortPromptError/.test(error.name)) {
        signal.throwIfAborted();
        throw new Problem('interrupted', 'interrupted at a question; nothing was changed');
      }
      throw error;
    }
  };
  return {
    confirm: (message, byDefault) => ask<boolean>({ type: 'confirm', message, default: byDefault }),
    input: (message, byDefault, validate) => ask<string>({ type: 'input', message, default: byDefault, validate }),
    select: (message, choices, byDefault) => ask({ type: 'select', message, choices, default: byDefault }),
  };
}
