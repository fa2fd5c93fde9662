// What is wrong with a webhook's settings, before anything is touched: everything at once, each with its path.
import { checkAnnotations } from './check-annotations.ts';
import { checkBackends } from './check-backends.ts';
import { checkTls } from './check-tls.ts';
import { remarkError, type WebhookRemark, type WebhookSurroundings } from './remark.ts';
import { chosenWay, whatDirectLacks } from './way.ts';
import { backendName, type WebhookSettings } from './wanted.ts';

/** All that is to be said, in the order of the keys. */
export function checkWebhook(settings: WebhookSettings, around: WebhookSurroundings): readonly WebhookRemark[] {
  return [
    ...checkWay(settings, around),
    ...checkSizes(settings),
    ...checkAnnotations(settings.annotations),
    ...checkBackends(settings.backends, around),
    ...settings.backends.flatMap((backend, at) => checkTls(backend, `webhook.backends[${at}]`, around)),
  ];
}

function checkWay(settings: WebhookSettings, { isInside }: WebhookSurroundings): readonly WebhookRemark[] {
  const lacks = chosenWay(settings) === 'direct' ? whatDirectLacks(settings) : [];
  const inside = settings.backends.flatMap((backend, at) =>
    URL.canParse(backend.url) && isInside(new URL(backend.url).hostname) ? [backendName(backend, at)] : [],
  );
  return [
    ...lacks.map((what) =>
      remarkError(
        'webhook.via',
        `direct sends what the API server makes, to one backend; ${what} needs via: forwarder`,
      ),
    ),
    ...(settings.mode === 'blocking-strict' && inside.length > 0
      ? [
          {
            severity: 'error' as const,
            path: 'webhook.mode',
            message: `blocking-strict would let requests wait for a backend inside the cluster (${inside.join(', ')}), which waits for them`,
          },
        ]
      : []),
    ...(settings.mode === 'batch'
      ? []
      : [
          {
            severity: 'warn' as const,
            path: 'webhook.mode',
            message: `${settings.mode} lets every request wait for the backend, for minutes where that does not answer`,
          },
        ]),
  ];
}

function checkSizes({ batch, truncate, spool, mode }: WebhookSettings): readonly WebhookRemark[] {
  const { maxSize, qps, bufferSize } = batch;
  const inWords = (value: number): string => value.toLocaleString('en-US');
  return [
    ...(mode === 'batch'
      ? [
          {
            severity: 'info' as const,
            path: 'webhook.batch',
            message: `${qps} batches/s of ${maxSize} events are at most ${inWords(qps * maxSize)} events/s; of more, ${inWords(bufferSize)} wait, and the rest is lost and counted`,
          },
        ]
      : []),
    ...(truncate.enabled && truncate.maxBatchSize < truncate.maxEventSize
      ? [
          {
            severity: 'error' as const,
            path: 'webhook.truncate.maxBatchSize',
            message: `must be at least maxEventSize (${truncate.maxBatchSize} against ${truncate.maxEventSize})`,
          },
        ]
      : []),
    ...(spool.whenFull === 'dropOldest' && spool.maxSize < 3 * spool.segmentSize
      ? [
          remarkError(
            'webhook.spool.maxSize',
            'must be at least three times segmentSize for dropOldest: whole files are dropped, and never the last ones',
          ),
        ]
      : []),
  ];
}
