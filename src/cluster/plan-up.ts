// The plan of `up`: which steps, in which order.
import type { Step } from '../core/step.ts';
import { checksStep } from './steps/checks.ts';
import { createStep } from './steps/create.ts';
import { deleteHalfMadeStep } from './steps/delete-half-made.ts';
import { filesStep } from './steps/files.ts';
import { kubeconfigStep } from './steps/kubeconfig.ts';
import { policyStep } from './steps/policy.ts';
import { preflightStep } from './steps/preflight.ts';
import { proofStep } from './steps/proof.ts';
import { readyStep } from './steps/ready.ts';
import type { UpUndo } from './undos/table.ts';
import type { UpContext } from './up-context.ts';

/** What there is of the cluster before: all of it, a part that is made again, or nothing. */
export type Before = 'whole' | 'half' | 'nothing';

/** For a new cluster all steps; for an existing one, only those that look, and write the context into the kubeconfig. */
export function planUp(before: Before): readonly Step<UpContext, UpUndo>[] {
  const looking = [readyStep, kubeconfigStep, checksStep, proofStep];
  const making = [...(before === 'half' ? [deleteHalfMadeStep] : []), filesStep, createStep];
  return [preflightStep, policyStep, ...(before === 'whole' ? [] : making), ...looking];
}
