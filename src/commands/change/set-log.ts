// What `set` does: other arguments for the audit log of the API servers, and another webhook.
import type { ExitCode } from '../../core/exit-code.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { pasteable } from '../../core/shell-quote.ts';
import { auditArguments, defaultRotation, rotationArguments } from '../../kind/audit-settings.ts';
import { LOG_FILE } from '../../kind/paths.ts';
import { joinChanges, settingsChange } from '../../rollout/change.ts';
import { isAuditing, nodeWithOther, type Situation } from '../../rollout/situation.ts';
import { loadSettings } from '../../settings/load.ts';
import { webhookWords, type WebhookOptions } from '../options/webhook.ts';
import { clusterName } from '../options/cluster-name.ts';
import type { RotationOptions } from '../options/rotation.ts';
import { argumentMeaning } from './meaning.ts';
import type { ChangeOptions } from '../options/change.ts';
import type { WantedChange } from './change-request.ts';
import { makeChange } from './make-change.ts';
import { decideWebhook } from './set-webhook.ts';

export interface LogOptions extends RotationOptions {
  readonly logFormat?: 'json' | 'legacy';
  readonly logCompress?: 'yes' | 'no';
  readonly logOutput?: 'file' | 'stdout';
}

export async function setLog(world: World, options: ChangeOptions & LogOptions & WebhookOptions): Promise<ExitCode> {
  const ofWebhook = webhookWords(options);
  const given = [...wordsOf(options), ...ofWebhook];
  if (given.length === 0)
    throw new Problem('usage', 'nothing to set was given', { hint: 'kind-audit set --log-max-size 50' });
  const inEffect = await loadSettings(world);
  const cluster = await clusterName(options.name, world, inEffect);
  if (options.logFormat === 'legacy')
    world.report({
      type: 'note',
      level: 'warn',
      text: 'kind-audit logs and policy replay read no log in the legacy format',
    });
  return makeChange(world, {
    cluster,
    command: pasteable(['kind-audit', 'set', ...given, '--name', cluster]),
    options,
    async decide(situation) {
      requireAuditing(situation);
      const log = decide(options, situation);
      const webhook = ofWebhook.length === 0 ? null : await decideWebhook(world, options, inEffect, situation);
      if (log === null || webhook === null) return log ?? webhook;
      return { change: joinChanges(log.change, webhook.change), meaning: [...log.meaning, ...webhook.meaning] };
    },
  });
}

/** The options that say what to set, as they are typed. */
function wordsOf(options: LogOptions): readonly string[] {
  const values = {
    '--log-max-age': options.logMaxAge,
    '--log-max-backup': options.logMaxBackup,
    '--log-max-size': options.logMaxSize,
    '--log-format': options.logFormat,
    '--log-compress': options.logCompress,
    '--log-output': options.logOutput,
  };
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]));
}

function requireAuditing({ cluster, nodes }: Situation): void {
  const silent = nodes.filter((node) => !isAuditing(node)).map(({ node }) => node.name);
  const who = silent.length === nodes.length ? `the cluster "${cluster}"` : silent.join(', ');
  if (silent.length > 0)
    throw new Problem('cluster-differs', `${who} does not audit, so it has no log to set`, {
      hint: `kind-audit enable --name ${cluster}`,
    });
}

/** The arguments that are not as they are wanted; null where all are. */
function decide(options: LogOptions, situation: Situation): WantedChange | null {
  const { args } = situation;
  const wanted = new Map<string, string>();
  const give = (name: string, value: string | number | undefined): void => {
    if (value !== undefined) wanted.set(name, String(value));
  };
  give('audit-log-maxage', options.logMaxAge);
  give('audit-log-maxbackup', options.logMaxBackup);
  give('audit-log-maxsize', options.logMaxSize);
  give('audit-log-format', options.logFormat);
  if (options.logCompress !== undefined) give('audit-log-compress', String(options.logCompress === 'yes'));
  const isOutput = situation.nodes.some(({ facts }) => facts.manifest?.args.get('audit-log-path') === '-');
  if (options.logOutput === 'stdout') wanted.set('audit-log-path', '-');
  if (options.logOutput === 'file' && isOutput) {
    wanted.set('audit-log-path', LOG_FILE);
    const byDefault = auditArguments(defaultRotation);
    for (const name of rotationArguments) if (!args.has(name) && !wanted.has(name)) give(name, byDefault[name]);
  }
  const set = new Map([...wanted].filter(([name, value]) => nodeWithOther(situation, name, value) !== undefined));
  if (set.size === 0) return null;
  return {
    change: settingsChange(set, []),
    meaning: [...set].map(([name, value]) => {
      const is = nodeWithOther(situation, name, value)?.facts.manifest?.args.get(name);
      return argumentMeaning(name, is, value);
    }),
  };
}
