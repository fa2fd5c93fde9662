// The copy of the last policy with which an API server was seen to work: `doctor --fix` can return to it.
import type { Content } from '../core/content.ts';
import type { World } from '../core/ports.ts';
import { messageOf } from '../core/problem.ts';
import type { StepVoice } from '../core/step.ts';

/** Keeps it. A copy that cannot be written is only a warning: the cluster works without it. */
export async function rememberWorked(
  { files }: Pick<World, 'files'>,
  path: string,
  text: Content,
  voice: Pick<StepVoice, 'warn'>,
): Promise<void> {
  try {
    await files.write(path, text);
  } catch (error) {
    voice.warn(`cannot keep a copy of the policy in ${path}: ${messageOf(error)}`);
  }
}
