// `kind-audit policy schema`: a JSON Schema of audit policies, for editors.
import { asBytes } from '../../core/screen-text.ts';
import type { Command, CommonOptions } from '../command.ts';
import { outputOptions } from '../options/output.ts';
import { exitCodes } from '../../core/exit-code.ts';
import { policySchema } from '../../policy/authoring/schema.ts';

export const policySchemaCommand: Command<CommonOptions> = {
  options: outputOptions(),
  examples: [
    { line: 'kind-audit policy schema > policy.schema.json', does: 'let an editor complete and check policies' },
  ],
  readsOnly: () => true,
  async run({ output }, _positionals, world) {
    await world.out.write(asBytes(`${JSON.stringify(policySchema, null, output === 'json' ? 0 : 2)}\n`));
    return exitCodes.fine;
  },
};
