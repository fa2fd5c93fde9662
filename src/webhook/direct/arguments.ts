// The arguments of kube-apiserver for an audit webhook.
import type { WebhookSettings } from '../../settings/webhook/wanted.ts';

/** Every argument begins so. */
const PREFIX = 'audit-webhook-';

/**
 * By name, without dashes; `config` is the kubeconfig's path in the node. Those of batches only where there are batches.
 * Source: k8s.io/apiserver pkg/server/options/audit.go.
 */
export function webhookArguments(settings: WebhookSettings, config: string): ReadonlyMap<string, string> {
  const { mode, batch, truncate, initialBackoffMs } = settings;
  const batching =
    mode === 'batch'
      ? {
          'batch-buffer-size': String(batch.bufferSize),
          'batch-max-size': String(batch.maxSize),
          'batch-max-wait': goDuration(batch.maxWaitMs),
          'batch-throttle-burst': String(batch.burst),
          'batch-throttle-qps': String(batch.qps),
        }
      : {};
  const args = {
    ...batching,
    'config-file': config,
    'initial-backoff': goDuration(initialBackoffMs),
    mode,
    'truncate-enabled': String(truncate.enabled),
    ...(truncate.enabled
      ? {
          'truncate-max-batch-size': String(truncate.maxBatchSize),
          'truncate-max-event-size': String(truncate.maxEventSize),
        }
      : {}),
  };
  return new Map(Object.entries(args).map(([name, value]) => [`${PREFIX}${name}`, value]));
}

/** Whether an argument is one of the webhook's. */
export function isWebhookArgument(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** Milliseconds as Go's time.ParseDuration reads them. */
function goDuration(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
