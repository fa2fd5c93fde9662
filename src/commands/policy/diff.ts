// `kind-audit policy diff`: what two policies do differently, with a request that shows each difference.
import type { Command, CommonOptions } from '../command.ts';
import { exitCodes } from '../../core/exit-code.ts';
import { painter, type Paint } from '../../core/paint.ts';
import type { World } from '../../core/ports.ts';
import { printable } from '../../core/printable.ts';
import { percent, Progress } from '../../core/progress.ts';
import type { Decision } from '../../policy/model/decision.ts';
import { answer } from '../../report/answer.ts';
import { spellRequest } from '../../policy/model/spell.ts';
import { diffInSteps, type Difference, type DiffStep, type PolicyDiff } from '../../policy/diff/diff.ts';
import { outputOptions } from '../options/output.ts';
import { versionOption } from '../options/version.ts';
import { readPolicyInForce } from './input.ts';

interface DiffOptions extends CommonOptions {
  readonly kubernetesVersion?: string;
  readonly output?: 'text' | 'json';
}

export const policyDiff: Command<DiffOptions> = {
  arguments: [
    { name: '<old>', description: 'a policy file or a preset' },
    { name: '<new>', description: 'a policy file or a preset' },
  ],
  options: [versionOption, ...outputOptions()],
  examples: [
    { line: 'kind-audit policy diff gce audit-policy.yaml', does: 'what is logged more, less or differently' },
  ],
  async run({ kubernetesVersion, output }, [older = '', newer = ''], world) {
    const before = await readPolicyInForce(world, older, kubernetesVersion);
    const after = await readPolicyInForce(world, newer, kubernetesVersion);
    const diff = await inSteps(diffInSteps(before.policy, after.policy), world);
    const names = { old: before.input.name, new: after.input.name };
    if (output === 'json') await answer(world.out, 'kind-audit.policy-diff/v1', { ...names, ...diff });
    else await world.out.write(`${diffText(diff, painter(world.out.color))}\n`);
    return diff.differences.length > 0 ? exitCodes.findings : exitCodes.fine;
  },
};

/** Lets Ctrl-C in between the steps, and tells how far it is. */
async function inSteps(steps: Generator<DiffStep, PolicyDiff>, { clock, report, signal }: World): Promise<PolicyDiff> {
  const progress = new Progress({ clock, report });
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      progress.hide();
      return step.value;
    }
    const { checked, total } = step.value;
    progress.tell(() => `looked at ${percent(checked, total)} of ${total} kinds of request`);
    await clock.sleep(0, signal);
  }
}

function diffText(diff: PolicyDiff, paint: Paint): string {
  return [...diff.differences.map((difference) => describeOne(difference, paint)), conclusion(diff, paint)].join('\n');
}

function describeOne({ direction, old, new: now, witness, kinds }: Difference, paint: Paint): string {
  const colour = { less: paint.red, more: paint.green, differently: paint.yellow }[direction];
  return [
    `${colour(direction.padEnd(11))} ${spell(old, direction)} → ${spell(now, direction)} ${paint.dim(`(${kinds} ${kinds === 1 ? 'kind' : 'kinds'} of request)`)}`,
    `            ${paint.dim('for instance')} ${printable(spellRequest(witness))}`,
  ].join('\n');
}

function spell({ rule, level, omitStages, omitManagedFields }: Decision, direction: Difference['direction']): string {
  const who = rule === null ? 'no rule' : `rule ${rule + 1}`;
  if (direction !== 'differently') return `${level} (${who})`;
  const omits = omitStages.length === 0 ? 'every stage' : `without ${omitStages.join(', ')}`;
  return `${level} ${omits}${omitManagedFields ? ', without managedFields' : ''} (${who})`;
}

function conclusion({ equivalent, differences, checked, gap }: PolicyDiff, paint: Paint): string {
  const looked = `${checked} kinds of request looked at`;
  const left = gap === null ? ', which are all that the policies can tell apart' : `; not looked at: ${gap}`;
  if (equivalent) return `${paint.green('equivalent')}: ${looked}${left}`;
  if (differences.length === 0) return `${paint.yellow('no difference found')}: ${looked}${left}`;
  return `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}: ${looked}${left}`;
}
