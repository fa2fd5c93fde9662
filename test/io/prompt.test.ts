// Questions end with the run: what the library throws when it is aborted is recognised.
import { expect, test } from 'vitest';
import type { Prompt } from '../../src/core/ports.ts';
import { terminalPrompt } from '../../src/io/prompt.ts';

test.each<[string, (prompt: Prompt) => Promise<unknown>]>([
  ['confirm', async (prompt) => prompt.confirm('Sure?', false)],
  ['input', async (prompt) => prompt.input('Name', 'kind', () => true)],
  ['select', async (prompt) => prompt.select('Which', [{ value: 'a', name: 'A' }], 'a')],
])('%s ends with the reason of the signal', async (_name, ask) => {
  const stopped = AbortSignal.abort(new Error('enough'));
  await expect(ask(terminalPrompt(stopped))).rejects.toThrow('enough');
});
