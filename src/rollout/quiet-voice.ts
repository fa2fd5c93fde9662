// The voice of work without a step: an undo has no progress line, and its warnings are reported.
import type { World } from '../core/ports.ts';
import type { StepVoice } from '../core/step.ts';

export function quietVoice({ report }: Pick<World, 'report'>): Pick<StepVoice, 'progress' | 'warn'> {
  return { progress: () => undefined, warn: (text) => report({ type: 'note', level: 'warn', text }) };
}
