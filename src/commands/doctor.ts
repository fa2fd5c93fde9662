// `kind-audit doctor`: the checks, their evidence and their fixes.
import { clusterName, jsonOption, kubeconfigOption, nameOption } from '../cli/common-options.ts';
import type { Command, CommonOptions } from '../cli/command.ts';
import { exitCodes } from '../core/exit-code.ts';
import { worstStatus, type CheckResult } from '../core/finding.ts';
import { painter } from '../core/paint.ts';
import type { World } from '../core/ports.ts';
import { runChecks } from '../doctor/run-checks.ts';
import { checkTable } from '../doctor/table.ts';
import { targetFor } from '../doctor/target.ts';
import { checkLine } from '../report/words.ts';

interface DoctorOptions extends CommonOptions {
  readonly name?: string;
  readonly kubeconfig?: string;
}

export const doctor: Command<DoctorOptions> = {
  options: [nameOption, kubeconfigOption, jsonOption],
  examples: [
    { line: 'kind-audit doctor', does: 'check the auditing of the cluster "kind"' },
    { line: 'kind-audit doctor --name dev --json', does: 'the same for programs; exit 1 when a check failed' },
  ],
  async run(options, _positionals, world) {
    const cluster = clusterName(options.name, world.env);
    const target = await targetFor(world, await world.engine(), cluster);
    const paint = painter(world.out.color);
    const results = await runChecks(checkTable, target, world.signal);
    const ok = worstStatus(results.map(({ status }) => status)) !== 'fail';
    if (options.json === true) {
      await world.out.write(`${JSON.stringify(asJson(ok, results))}\n`);
    } else {
      for (const result of results) await world.out.write(`${checkLine(result, paint)}\n`);
      await tellVerdict(world, cluster, results);
    }
    return ok ? exitCodes.fine : exitCodes.findings;
  },
};

function asJson(ok: boolean, results: readonly CheckResult[]): object {
  const checks = results.map(({ id, title, status, evidence, fix, ms }) => ({
    id,
    title,
    status,
    evidence,
    fix: fix ?? null,
    ms,
  }));
  return { schema: 'kind-audit.doctor/v1', ok, checks };
}

async function tellVerdict(world: World, cluster: string, results: readonly CheckResult[]): Promise<void> {
  const count = (wanted: string): number => results.filter(({ status }) => status === wanted).length;
  world.report({
    type: 'note',
    level: 'info',
    text: `cluster "${cluster}": ${count('ok')} ok, ${count('warn')} warnings, ${count('fail')} failed, ${count('skip')} skipped`,
  });
}
