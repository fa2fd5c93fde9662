// Step: every API server has the change. From here on it is finished, not undone.
import type { Step } from '../../core/step.ts';
import type { RolloutContext } from '../context.ts';
import type { RolloutUndo } from '../undos/table.ts';

export const inEffectStep: Step<RolloutContext, RolloutUndo> = {
  id: 'in-effect',
  title: 'Keep it as the state to go back to',
  run: async ({ inEffect }) => inEffect(),
};
