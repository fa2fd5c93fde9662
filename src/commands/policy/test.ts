// `kind-audit policy test`: unit tests of policies.
import { asBytes, ended, endedLines, together } from '../../core/screen-text.ts';
import { absolutePath, folderOf } from '../../core/path.ts';
import type { Command, CommonOptions } from '../command.ts';
import { lineAndColumn } from '../../core/diagnostic.ts';
import { exitCodes, type ExitCode } from '../../core/exit-code.ts';
import { createNamed } from '../../core/named-file.ts';
import { painter } from '../../core/paint.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { ruleNames } from '../../policy/decide/rule-names.ts';
import { suitesJunit } from '../../policy/testing/junit.ts';
import { suiteText, type SuiteReport } from '../../policy/testing/print-suite.ts';
import { failedCases, runSuite } from '../../policy/testing/run-suite.ts';
import { starterSuite } from '../../policy/testing/starter.ts';
import { readSuite, type Suite } from '../../policy/testing/suite.ts';
import { answer } from '../../report/answer.ts';
import { TextError } from '../../policy/text/text-error.ts';
import { outputOptions } from '../options/output.ts';
import { type Input, readYamlInput, readAcceptedPolicy } from './input.ts';

interface TestOptions extends CommonOptions {
  readonly init?: boolean;
  readonly output?: 'text' | 'json' | 'junit';
}

export const policyTest: Command<TestOptions> = {
  arguments: [{ name: '<files...>', description: 'test files; with --init the policy to begin from' }],
  options: [
    { flags: '--init', description: 'write a first test file next to the policy' },
    ...outputOptions(['text', 'json', 'junit']),
  ],
  examples: [
    { line: 'kind-audit policy test --init audit-policy.yaml', does: 'write audit-policy.test.yaml' },
    { line: 'kind-audit policy test audit-policy.test.yaml', does: 'run it, and show which rules it reaches' },
    { line: 'kind-audit policy test *.test.yaml -o junit > report.xml', does: 'a report for CI' },
  ],
  readsOnly: ({ init }) => init !== true,
  async run({ init, output }, positionals, world) {
    if (init === true) return writeStarters(positionals, world, output === 'json');
    const reports: SuiteReport[] = [];
    for (const name of positionals) reports.push(await test(await readYamlInput(world, name), world));
    const paint = painter(world.out.color);
    if (output === 'json') await answer(world.out, 'kind-audit.policy-test/v1', { files: reports });
    else if (output === 'junit') await world.out.write(asBytes(`${suitesJunit(reports)}\n`));
    else
      await world.out.write(
        ended(
          together(
            reports.map((report) => suiteText(report, paint)),
            '\n\n',
          ),
        ),
      );
    return reports.some((report) => failedCases(report) > 0) ? exitCodes.findings : exitCodes.fine;
  },
};

async function test(input: Input, world: World): Promise<SuiteReport> {
  const suite = read(input);
  const {
    policy,
    tree,
    input: source,
  } = await readAcceptedPolicy(world, relativeTo(input, suite.policy), suite.kubernetesVersion);
  const lineOf = (offset: number): number => lineAndColumn(input.text, offset).line;
  return {
    file: input.name,
    policy: source.name,
    ...runSuite(suite, policy, ruleNames(source.text, tree, policy), lineOf),
  };
}

function read({ name, text }: Input): Suite {
  try {
    return readSuite(text);
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    const { line, column } = lineAndColumn(text, error.range.start);
    const hint = error.help === undefined ? {} : { hint: error.help };
    throw new Problem('usage', `${name}:${line}:${column}: ${error.message}`, hint);
  }
}

/** The path of a policy, relative to the file that names it. */
function relativeTo({ path }: Input, policy: string): string {
  if (path === null || policy.startsWith('/') || !/[./]/.test(policy)) return policy;
  return `${folderOf(path)}/${policy}`;
}

async function writeStarters(names: readonly string[], world: World, json: boolean): Promise<ExitCode> {
  const files: string[] = [];
  for (const name of names) {
    const { policy, tree, input } = await readAcceptedPolicy(world, name);
    const target = `${absolutePath(world.cwd, name).replace(/\.(ya?ml|json)$/, '')}.test.yaml`;
    const shown = target.startsWith(`${world.cwd}/`) ? target.slice(world.cwd.length + 1) : target;
    const policyName = input.path === null ? name : (input.path.split('/').pop() ?? name);
    const suite = starterSuite(policyName, policy, ruleNames(input.text, tree, policy));
    await createNamed(world, shown, suite, 'remove it first, or edit it');
    if (json) files.push(shown);
    else await world.out.write(endedLines([shown]));
  }
  if (json) await answer(world.out, 'kind-audit.policy-files/v1', { files });
  return exitCodes.fine;
}
