// The options for an audit webhook, with which a settings file is overridden.
import { formatDuration } from '../../core/duration.ts';
import { isWithin } from '../../core/limited-number.ts';
import { Problem } from '../../core/problem.ts';
import { webhookLimits, webhookModes, vias } from '../../settings/webhook/wanted.ts';
import type { OptionSpec } from '../command.ts';
import { backendWord } from './backends.ts';
import { duration, wholeNumber } from './common.ts';

export interface WebhookOptions {
  /** A word for each backend; false: none any more. */
  readonly webhook?: readonly string[] | false;
  readonly webhookVia?: (typeof vias)[number];
  readonly webhookMode?: (typeof webhookModes)[number];
  readonly webhookBatchMaxSize?: number;
  /** Milliseconds. */
  readonly webhookBatchMaxWait?: number;
  readonly webhookInitialBackoff?: number;
}

export const webhookOptions: readonly OptionSpec[] = [
  {
    flags: '--webhook <url>',
    description:
      'send events there too; with ,ca=FILE ,cert=FILE,key=FILE ,name=NAME ,mode=Guaranteed ,compression=gzip',
    collect: backendWord,
  },
  { flags: '--no-webhook', description: 'send events nowhere but to the log' },
  {
    flags: '--webhook-via <way>',
    description: 'direct: the API servers send by themselves',
    byDefault: 'auto',
    choices: vias,
  },
  {
    flags: '--webhook-mode <mode>',
    description: 'whether requests wait until their events are sent',
    byDefault: 'batch',
    choices: webhookModes,
  },
  {
    flags: '--webhook-batch-max-size <events>',
    description: 'events in a batch',
    byDefault: '100',
    parse: wholeNumber(webhookLimits.numbers),
  },
  {
    flags: '--webhook-batch-max-wait <duration>',
    description: 'how long a batch waits until it is full',
    byDefault: '1s',
    parse: wait,
  },
  {
    flags: '--webhook-initial-backoff <duration>',
    description: 'how long the API server waits before it sends a batch again',
    byDefault: '10s',
    parse: wait,
  },
];

/** A length of time that a settings file may have too. */
function wait(text: string): number {
  const ms = duration(text);
  if (isWithin(ms, webhookLimits.waitsMs)) return ms;
  const { least, most } = webhookLimits.waitsMs;
  throw new Problem('usage', `must be from ${formatDuration(least)} to ${formatDuration(most)}`);
}

/** The options as they are typed; empty where none was given. */
export function webhookWords({
  webhook,
  webhookVia,
  webhookMode,
  webhookBatchMaxSize,
  webhookBatchMaxWait,
  webhookInitialBackoff,
}: WebhookOptions): readonly string[] {
  const values = {
    '--webhook-via': webhookVia,
    '--webhook-mode': webhookMode,
    '--webhook-batch-max-size': webhookBatchMaxSize,
    '--webhook-batch-max-wait': webhookBatchMaxWait === undefined ? undefined : `${webhookBatchMaxWait}ms`,
    '--webhook-initial-backoff': webhookInitialBackoff === undefined ? undefined : `${webhookInitialBackoff}ms`,
  };
  return [
    ...(webhook === false ? ['--no-webhook'] : (webhook ?? []).flatMap((word) => ['--webhook', word])),
    ...Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)])),
  ];
}
