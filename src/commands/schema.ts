// `kind-audit schema`: JSON Schemas of the documents that the other commands print in JSON mode, and of kind-audit.yaml.
import { asBytes, endedLines } from '../core/screen-text.ts';
import { exitCodes } from '../core/exit-code.ts';
import { nearest } from '../core/nearest.ts';
import { painter } from '../core/paint.ts';
import { Problem } from '../core/problem.ts';
import { answer } from '../report/answer.ts';
import { documents, jsonSchemaOf } from '../report/documents/table.ts';
import { settingsSchema } from '../settings/table.ts';
import type { Command, CommonOptions } from './command.ts';
import { outputOptions } from './options/output.ts';

const SETTINGS = 'settings';

const settingsFile = {
  name: SETTINGS,
  printedBy: 'no command: it is read',
  about: 'the settings file kind-audit.yaml',
};

export const schema: Command<CommonOptions> = {
  arguments: [
    { name: '[name]', description: "the document's field schema, such as kind-audit.doctor/v2; or settings" },
  ],
  options: outputOptions(),
  examples: [
    { line: 'kind-audit schema', does: 'list the documents of -o json' },
    { line: 'kind-audit schema kind-audit.doctor/v2', does: 'the JSON Schema of one' },
    {
      line: 'kind-audit schema settings > settings.schema.json',
      does: 'let an editor complete and check kind-audit.yaml',
    },
  ],
  readsOnly: () => true,
  async run({ output }, [name], { out }) {
    if (name !== undefined) {
      await out.write(asBytes(`${JSON.stringify(known(name), null, output === 'json' ? 0 : 2)}\n`));
      return exitCodes.fine;
    }
    const schemas = [...documents.map(({ name, printedBy, about }) => ({ name, printedBy, about })), settingsFile];
    if (output === 'json') {
      await answer(out, 'kind-audit.schemas/v1', { schemas });
      return exitCodes.fine;
    }
    const paint = painter(out.color);
    const width = Math.max(...schemas.map(({ name }) => name.length));
    await out.write(endedLines(schemas.map(({ name, about }) => `${paint.bold(name.padEnd(width))}  ${about}`)));
    return exitCodes.fine;
  },
};

function known(name: string): object {
  const found = name === SETTINGS ? settingsSchema : jsonSchemaOf(name);
  if (found !== null) return found;
  const meant = nearest(name, [...documents.map((each) => each.name), SETTINGS]);
  throw new Problem('usage', `there is no document "${name}"`, {
    hint: meant === null ? 'kind-audit schema' : `kind-audit schema ${meant}`,
  });
}
