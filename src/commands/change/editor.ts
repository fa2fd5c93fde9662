// Opens the editor that a user has chosen, on a private copy of a text.
import type { World } from '../../core/ports.ts';
import { messageOf, Problem } from '../../core/problem.ts';
import { shellWords } from '../../core/shell-words.ts';

/** The program with its arguments: $VISUAL, else $EDITOR, else vi. Never run by a shell. */
export function editorOf(env: World['env']): readonly string[] {
  const name = ['VISUAL', 'EDITOR'].find((variable) => (env[variable] ?? '').trim() !== '');
  if (name === undefined) return ['vi'];
  const words = shellWords(env[name] ?? '');
  if (words !== null && words[0] !== undefined && words[0] !== '') return words;
  throw new Problem('usage', `${name} does not name a program: ${env[name]}`, { hint: `export ${name}=vi` });
}

/** Waits for the editor; throws a Problem where it is not there or ends with an error. */
export async function openEditor(world: World, editor: readonly string[], path: string): Promise<void> {
  await world.finished();
  const program = editor[0] ?? '';
  const exitCode = await world.exec.interactive([...editor, path]).catch((error: unknown) => {
    throw new Problem('tool-missing', `the editor ${program} cannot be started (${messageOf(error)})`, {
      hint: 'name one that is installed: export EDITOR=vi',
      cause: error,
    });
  });
  world.signal.throwIfAborted();
  if (exitCode !== 0)
    throw new Problem('command-failed', `the editor ${program} ended with ${exitCode}; nothing was changed`, {
      hint: 'run the command again, or name another editor: export EDITOR=vi',
    });
}
