// The voice of work without a step of its own, such as an undo: it has no progress line, and its warnings are reported.
import type { World } from './ports.ts';
import type { StepVoice } from './step.ts';

export function quietVoice({ report }: Pick<World, 'report'>): Pick<StepVoice, 'progress' | 'warn'> {
  return { progress: () => undefined, warn: (text) => report({ type: 'note', level: 'warn', text }) };
}
