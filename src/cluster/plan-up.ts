// The plan of `up`: which steps, in which order.
import type { Step } from '../core/step.ts';
import { checksStep } from './steps/checks.ts';
import { createStep } from './steps/create.ts';
import { filesStep } from './steps/files.ts';
import { policyStep } from './steps/policy.ts';
import { preflightStep } from './steps/preflight.ts';
import { proofStep } from './steps/proof.ts';
import { readyStep } from './steps/ready.ts';
import type { UpUndo } from './undos/table.ts';
import type { UpContext } from './up-context.ts';

/** For a new cluster all steps; for an existing one, only those that change nothing. */
export function planUp(exists: boolean): readonly Step<UpContext, UpUndo>[] {
  const looking = [readyStep, checksStep, proofStep];
  return exists
    ? [preflightStep, policyStep, ...looking]
    : [preflightStep, policyStep, filesStep, createStep, ...looking];
}
