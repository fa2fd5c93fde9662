// What the section `webhook` of a file says, as a value without places.
import type { Placed } from '../place.ts';
import type { WebhookSection } from '../sections/webhook.ts';
import { backendDefaults, webhookDefaults, type Backend, type WebhookSettings } from './wanted.ts';

/** The value, with defaults for what is left out. A missing url is empty. */
export function webhookOf(section: WebhookSection, byDefault: WebhookSettings = webhookDefaults): WebhookSettings {
  const { batch = {}, truncate = {}, spool = {}, annotations = {}, backends } = section;
  return {
    via: section.via?.value ?? byDefault.via,
    mode: section.mode?.value ?? byDefault.mode,
    batch: {
      maxSize: valueOr(batch.maxSize, byDefault.batch.maxSize),
      maxWaitMs: valueOr(batch.maxWait, byDefault.batch.maxWaitMs),
      bufferSize: valueOr(batch.bufferSize, byDefault.batch.bufferSize),
      qps: valueOr(batch.qps, byDefault.batch.qps),
      burst: valueOr(batch.burst, byDefault.batch.burst),
    },
    initialBackoffMs: valueOr(section.initialBackoff, byDefault.initialBackoffMs),
    truncate: {
      enabled: valueOr(truncate.enabled, byDefault.truncate.enabled),
      maxEventSize: valueOr(truncate.maxEventSize, byDefault.truncate.maxEventSize),
      maxBatchSize: valueOr(truncate.maxBatchSize, byDefault.truncate.maxBatchSize),
    },
    annotations: {
      preset: annotations.preset?.value ?? byDefault.annotations.preset,
      set: new Map([...(annotations.set ?? [])].map(([key, { value }]) => [key, value])),
    },
    spool: {
      maxSize: valueOr(spool.maxSize, byDefault.spool.maxSize),
      segmentSize: valueOr(spool.segmentSize, byDefault.spool.segmentSize),
      whenFull: spool.whenFull?.value ?? byDefault.spool.whenFull,
      keepDelivered: valueOr(spool.keepDelivered, byDefault.spool.keepDelivered),
    },
    metrics: valueOr(section.metrics, byDefault.metrics),
    backends: (backends ?? []).map(backendOf),
  };
}

function valueOr<Value>(placed: Placed<Value> | undefined, byDefault: Value): Value {
  return placed === undefined ? byDefault : placed.value;
}

function backendOf(read: NonNullable<WebhookSection['backends']>[number]): Backend {
  const { tls = {} } = read;
  return {
    name: read.name?.value ?? null,
    url: read.url?.value ?? '',
    deliveryMode: read.deliveryMode?.value ?? null,
    compression: read.compression?.value ?? backendDefaults.compression,
    format: read.format?.value ?? backendDefaults.format,
    tls: {
      ca: tls.ca?.value ?? null,
      cert: tls.cert?.value ?? null,
      key: tls.key?.value ?? null,
      serverName: tls.serverName?.value ?? null,
    },
    timeoutMs: read.timeout?.value ?? backendDefaults.timeoutMs,
    maxLag: read.maxLag?.value ?? null,
  };
}
