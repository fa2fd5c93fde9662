// `kind-audit policy lint`: what the API server does with a policy, and what else is wrong with it.
import { asBytes } from '../../core/screen-text.ts';
import type { Command, CommonOptions } from '../command.ts';
import { exitCodes } from '../../core/exit-code.ts';
import { replaceNamed } from '../../core/named-file.ts';
import { painter } from '../../core/paint.ts';
import type { World } from '../../core/ports.ts';
import { fixPlaces } from '../../policy/lint/fix.ts';
import { withFileName } from '../../policy/recognize/named-help.ts';
import { encodedLike } from '../../policy/text/decode-bytes.ts';
import { lintPolicy } from '../../policy/lint/lint.ts';
import { lintReport, lintText, type LintedFile, type LintFormat } from '../../policy/lint/print.ts';
import { outputOptions } from '../options/output.ts';
import { versionsOption } from '../options/version.ts';
import { answer } from '../../report/answer.ts';
import { type Input, readYamlInput } from './input.ts';

interface LintOptions extends CommonOptions {
  readonly fix?: boolean;
  readonly strict?: boolean;
  readonly kubernetesVersion?: readonly string[];
  readonly output?: LintFormat | 'json';
}

export const policyLint: Command<LintOptions> = {
  arguments: [{ name: '<files...>', description: 'policy files, presets, or - for standard input' }],
  options: [
    versionsOption,
    { flags: '--fix', description: 'fix what is unambiguous, and leave the rest of the file as it is' },
    { flags: '--strict', description: 'exit with 1 for warnings too' },
    ...outputOptions(['text', 'json', 'github', 'sarif']),
  ],
  examples: [
    { line: 'kind-audit policy lint audit-policy.yaml', does: 'errors, warnings and what to write instead' },
    { line: 'kind-audit policy lint --fix audit-policy.yaml', does: 'fix misspelt levels, fields and verbs' },
    { line: 'kind-audit policy lint --kubernetes-version 1.30-1.36 p.yaml', does: 'the verdict of seven versions' },
  ],
  readsOnly: ({ fix }) => fix !== true,
  async run(options, positionals, world) {
    const files: LintedFile[] = [];
    for (const name of positionals) {
      const linted = await lintFile(await readYamlInput(world, name), options, world);
      files.push({ ...linted, diagnostics: linted.diagnostics.map((remark) => withFileName(remark, name)) });
    }
    const { output = 'text' } = options;
    if (output === 'json') await answer(world.out, 'kind-audit.policy-lint/v1', { files: files.map(forPrograms) });
    else if (output === 'text') await world.out.write(lintText(files, painter(world.out.color)));
    else await world.out.write(asBytes(lintReport(files, output)));
    const remarks = files.flatMap(({ diagnostics }) => diagnostics);
    const bad = remarks.some(({ severity }) => severity === 'error' || options.strict === true);
    return bad ? exitCodes.findings : exitCodes.fine;
  },
};

type ForPrograms = Pick<LintedFile, 'file' | 'server' | 'versions' | 'diagnostics'>;

function forPrograms({ file, server, versions, diagnostics }: LintedFile): ForPrograms {
  return { file, server, versions, diagnostics };
}

async function lintFile(input: Input, { fix, kubernetesVersion = [] }: LintOptions, world: World): Promise<LintedFile> {
  const versions = { kubernetesVersions: kubernetesVersion };
  const { name: file, path, source } = input;
  if (fix !== true || path === null) return { file, text: input.text, ...lintPolicy(source, versions), fixed: 0 };
  const { text, places } = fixPlaces(source, versions);
  if (places.length === 0) return { file, text, ...lintPolicy(source, versions), fixed: 0 };
  const bytes = source as Uint8Array;
  await replaceNamed(world, file, encodedLike(text, bytes), bytes);
  return { file, text, ...lintPolicy(text, versions), fixed: places.length, places };
}
