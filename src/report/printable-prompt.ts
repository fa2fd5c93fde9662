// Questions to people, made harmless before they are asked: they name files and clusters.
import type { Prompt } from '../core/ports.ts';
import { printable } from '../core/printable.ts';

/** The same questions, in which nothing is obeyed by a terminal; values are as they were. */
export function printablePrompt(prompt: Prompt): Prompt {
  return {
    confirm: (message, byDefault) => prompt.confirm(printable(message), byDefault),
    input: (message, byDefault, validate) => prompt.input(printable(message), byDefault, validate),
    select: (message, choices, byDefault) => {
      const shown = choices.map(({ value, name }) => ({ value, name: printable(name) }));
      return prompt.select(printable(message), shown, byDefault);
    },
  };
}
