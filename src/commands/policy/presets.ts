// `kind-audit policy presets`: the built-in policies, as a list or one of them as it is.
import type { Command, CommonOptions } from '../command.ts';
import { jsonOption } from '../options/common.ts';
import { exitCodes } from '../../core/exit-code.ts';
import { nearest } from '../../core/nearest.ts';
import { painter } from '../../core/paint.ts';
import { Problem } from '../../core/problem.ts';
import { presets } from '../../policy/authoring/presets.ts';
import { readPreset } from '../../cluster/policy-source.ts';

export const policyPresets: Command<CommonOptions> = {
  arguments: [{ name: '[name]', description: 'the preset to print' }],
  options: [jsonOption],
  examples: [
    { line: 'kind-audit policy presets', does: 'list the built-in policies' },
    { line: 'kind-audit policy presets gce > audit-policy.yaml', does: 'start from one of them' },
  ],
  async run({ json }, [name], world) {
    if (name !== undefined) {
      await world.out.write(await readPreset(world, known(name)));
      return exitCodes.fine;
    }
    const paint = painter(world.out.color);
    const width = Math.max(...presets.map((preset) => preset.name.length));
    const text =
      json === true
        ? JSON.stringify({ schema: 'kind-audit.policy-presets/v1', presets })
        : presets.map((preset) => `${paint.bold(preset.name.padEnd(width))}  ${preset.title}`).join('\n');
    await world.out.write(`${text}\n`);
    return exitCodes.fine;
  },
};

function known(name: string): string {
  const names = presets.map((preset) => preset.name);
  if (names.includes(name)) return name;
  const meant = nearest(name, names);
  throw new Problem('usage', `there is no preset "${name}"`, {
    hint: meant === null ? 'kind-audit policy presets' : `kind-audit policy presets ${meant}`,
  });
}
