// `kind-audit policy presets`: lists the built-in policies, or prints one of them.
import { asBytes, endedLines } from '../../core/screen-text.ts';
import type { Command, CommonOptions } from '../command.ts';
import { outputOptions } from '../options/output.ts';
import { exitCodes } from '../../core/exit-code.ts';
import { nearest } from '../../core/nearest.ts';
import { painter } from '../../core/paint.ts';
import { Problem } from '../../core/problem.ts';
import { presets } from '../../policy/authoring/presets.ts';
import { answer } from '../../report/answer.ts';
import { readPreset } from '../../cluster/policy-source.ts';

export const policyPresets: Command<CommonOptions> = {
  arguments: [{ name: '[name]', description: 'the preset to print' }],
  options: outputOptions(),
  examples: [
    { line: 'kind-audit policy presets', does: 'list the built-in policies' },
    { line: 'kind-audit policy presets gce > audit-policy.yaml', does: 'start from one of them' },
  ],
  readsOnly: () => true,
  async run({ output }, [name], world) {
    if (name !== undefined) {
      const text = await readPreset(world, known(name));
      if (output === 'json') await answer(world.out, 'kind-audit.policy-text/v1', { text });
      else await world.out.write(asBytes(text));
      return exitCodes.fine;
    }
    if (output === 'json') {
      await answer(world.out, 'kind-audit.policy-presets/v1', { presets });
      return exitCodes.fine;
    }
    const paint = painter(world.out.color);
    const width = Math.max(...presets.map((preset) => preset.name.length));
    await world.out.write(
      endedLines(presets.map((preset) => `${paint.bold(preset.name.padEnd(width))}  ${preset.title}`)),
    );
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
