// `kind-audit logs`: shows audit events of a cluster, of files, or of standard input.
import type { Command } from './command.ts';
import { exitCodes } from '../core/exit-code.ts';
import { painter } from '../core/paint.ts';
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import type { Product } from '../events/collect.ts';
import { fields, type FieldName } from '../events/fields.ts';
import type { FilterSpec } from '../events/filter.ts';
import type { Reading } from '../logs/show.ts';
import type { Source } from '../logs/source.ts';
import { logsOptions, type LogsOptions } from './options/logs.ts';
import type { FieldNames } from './options/logs-names.ts';
import { resolveMoment } from './options/logs-values.ts';

export const logs: Command<LogsOptions> = {
  arguments: [
    { name: '[files...]', description: 'logs, .gz files, folders, or - for standard input, instead of a cluster' },
  ],
  options: logsOptions,
  examples: [
    { line: 'kind-audit logs', does: 'all events of the cluster "kind", one line for each request' },
    { line: 'kind-audit logs --follow', does: 'the last 10, and then each event as it is written' },
    { line: 'kind-audit logs --tail 20 --failed', does: 'the last 20 requests that were refused or failed' },
    {
      line: "kind-audit logs --verb delete --namespace 'kube-*'",
      does: 'who deleted something in the system namespaces',
    },
    { line: "kind-audit logs --user '!system:*' --since 1h", does: 'what people did in the last hour' },
    { line: 'kind-audit logs --resource secrets -o yaml', does: 'whole events, with the bodies of secrets hidden' },
    { line: 'kind-audit logs --top user', does: 'who sends the most requests' },
    { line: 'kind-audit logs audit.log older.log.gz -o json', does: 'files, line by line, unchanged' },
  ],
  // A regular expression may work for long on one line, and hears nothing meanwhile.
  readsOnly: ({ grep, follow }) => grep !== undefined && follow !== true,
  endless({ follow }) {
    return follow === true;
  },
  async run(options, positionals, world) {
    const { namesAsInEvents, valuesOfNoEvent } = await import('./options/logs-names.ts');
    const spelled = namesAsInEvents(options);
    const reading = await readingOf(options, spelled, world);
    for (const text of valuesOfNoEvent(options, spelled)) world.report({ type: 'note', level: 'warn', text });
    const sources = await sourcesOf(options, positionals, world);
    if (options.follow === true) {
      const { follow } = await import('../logs/follow.ts');
      await follow(sources, reading, world);
    } else {
      const { show } = await import('../logs/show.ts');
      await show(sources, reading, world);
    }
    return exitCodes.fine;
  },
};

async function readingOf(
  options: LogsOptions,
  spelled: FieldNames,
  { clock, out }: Pick<World, 'clock' | 'out'>,
): Promise<Reading> {
  const { color = 'auto', output = 'pretty', follow, top, stats, tail, showSecrets, time = 'absolute' } = options;
  if ((top !== undefined || stats === true) && output !== 'pretty' && output !== 'json')
    throw new Problem('usage', `--top and --stats print pretty or json, not ${output}`);
  const { summaryFor } = await import('./logs-summary.ts');
  const now = clock.now().getTime();
  const since = resolveMoment(options.since, now);
  const colored = color === 'auto' ? out.color : color === 'always';
  const columns = out.terminal ? out.columns : null;
  const look = { form: output, showSecrets: showSecrets === true, color: colored, columns, time };
  const product: Product =
    top !== undefined ? { kind: 'top', by: top } : stats === true ? { kind: 'stats' } : { kind: 'lines', look };
  const filter = filterOf(options, spelled, since, resolveMoment(options.until, now));
  const selective =
    Object.keys(filter.fields).length > 0 || filter.failed || filter.slowerThan !== null || filter.grep.length > 0;
  return {
    settings: { filter, allStages: options.allStages === true || options.stage !== undefined, product },
    reach: {
      tail: tail ?? (follow === true && since === null ? 10 : null),
      since,
      selective: (selective && tail !== undefined) || filter.until !== null,
    },
    summary: summaryFor(product, output === 'json', painter(colored)),
  };
}

function filterOf(options: LogsOptions, spelled: FieldNames, since: number | null, until: number | null): FilterSpec {
  const given = (Object.keys(fields) as FieldName[]).flatMap((name) => {
    const values = spelled[name] ?? options[name];
    return values === undefined ? [] : [[name, values] as const];
  });
  return {
    fields: Object.fromEntries(given),
    failed: options.failed === true,
    slowerThan: options.slowerThan ?? null,
    since,
    until,
    grep: options.grep ?? [],
  };
}

async function sourcesOf(options: LogsOptions, files: readonly string[], world: World): Promise<readonly Source[]> {
  if (files.length === 0) {
    const { clusterSources } = await import('../logs/cluster-sources.ts');
    const { clusterName } = await import('./options/cluster-name.ts');
    return clusterSources(await clusterName(options.name, world), options.follow === true, world);
  }
  if (options.name !== undefined)
    throw new Problem('usage', '--name and files: choose one', { hint: 'kind-audit logs --help' });
  const { localSources } = await import('../logs/local-source.ts');
  const sources = await localSources(files, world);
  if (options.follow !== true) return sources;
  const { secondsBeside } = await import('../logs/follow-second.ts');
  return [...sources, ...secondsBeside(sources, world)];
}
