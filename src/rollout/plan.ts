// The plan of a change: which steps, in which order.
import type { StepTitle } from '../core/event.ts';
import type { Step } from '../core/step.ts';
import type { ChangedNode, RolloutContext } from './context.ts';
import { clearStep } from './steps/clear.ts';
import { connectionsBackStep } from './steps/connections-back.ts';
import { firstServerStep } from './steps/first-server.ts';
import { inEffectStep } from './steps/in-effect.ts';
import { keepEndpointStep } from './steps/keep-endpoint.ts';
import { kubeadmStep } from './steps/kubeadm.ts';
import { nodeFilesStep } from './steps/node-files.ts';
import { REDIRECT, redirectStep } from './steps/redirect.ts';
import { secondServerStep } from './steps/second-server.ts';
import type { Strategy } from './strategy.ts';
import type { RolloutUndo } from './undos/table.ts';

type RolloutStep = Step<RolloutContext, RolloutUndo>;

/**
 * One control plane after the other. With a second server the first one of a node is touched only after the second one was
 * proven, and at every moment one of them serves. The step "in-effect" is the border: what fails before it is undone, what
 * fails after it is finished by the next run.
 */
export function planChange(
  nodes: readonly [ChangedNode, ...ChangedNode[]],
  strategy: Strategy,
  hasFiles: boolean,
): readonly RolloutStep[] {
  const [one, ...others] = nodes;
  const last = others.at(-1) ?? one;
  const overlapping = strategy === 'overlap';
  return [
    ...(overlapping && one.facts.hasAdmissionPolicies ? [keepEndpointStep(one)] : []),
    ...nodes.flatMap((node): readonly RolloutStep[] => [
      ...(hasFiles ? [nodeFilesStep(node)] : []),
      ...(overlapping ? [secondServerStep(node), redirectStep(node)] : []),
      firstServerStep(node, strategy),
      ...(overlapping && node !== last ? [connectionsBackStep(node)] : []),
    ]),
    kubeadmStep(one),
    inEffectStep,
    ...(overlapping ? [connectionsBackStep(last)] : []),
    clearStep(nodes),
  ];
}

/** The id of the step of a plan after which every new connection is served with the change. */
export function stepInEffect(steps: readonly StepTitle[]): string {
  return steps.findLast(({ id }) => id.startsWith(REDIRECT))?.id ?? inEffectStep.id;
}
