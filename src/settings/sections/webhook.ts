// The key `webhook`: where the API servers send audit events, and how.
import type { Limits } from '../../core/limited-number.ts';
import { byteSize, duration } from '../quantities.ts';
import { boolean, list, mapping, oneOf, text, wholeNumber, type ValueOf } from '../shape.ts';
import { textMap } from '../text-map.ts';
import {
  annotationPresets,
  compressions,
  deliveryModes,
  formats,
  MOST_BACKENDS,
  vias,
  webhookDefaults,
  webhookLimits,
  webhookModes,
  whenFulls,
} from '../webhook/wanted.ts';
import { fromFile } from './paths.ts';

const { numbers, waitsMs: waits } = webhookLimits;
const GiB = 1024 ** 3;
const sizes: Limits = { least: 1, most: 1024 * GiB };
/** The API server holds a batch of this size in memory several times. */
const eventSizes: Limits = { least: 1, most: GiB };

const { batch, truncate, spool } = webhookDefaults;

const backend = mapping('a server that gets the events', {
  name: text('how it is called; by default the host of the url'),
  url: text('where events are sent: https, or http to this machine'),
  deliveryMode: oneOf(
    'Guaranteed: every event is kept until it is delivered; BestEffort: others do not wait for it',
    deliveryModes,
  ),
  compression: oneOf('of what is sent', compressions),
  format: oneOf('an EventList as the API server sends it, or an event on each line', formats),
  tls: mapping('certificates; files in PEM, relative to this file', {
    ca: text('certificates of the authorities that are trusted', { meaning: fromFile }),
    cert: text('the certificate that is shown to the server', { meaning: fromFile }),
    key: text('its private key', { meaning: fromFile }),
    serverName: text("the name in the server's certificate; by default the host of the url"),
  }),
  timeout: duration('how long a delivery may take', { least: 100, most: 600_000 }, '15s'),
  maxLag: byteSize('how much of the spool a BestEffort backend may lag before events are skipped', sizes, '256MiB'),
});

export const webhook = mapping('where the API servers send audit events besides the log', {
  via: oneOf('direct: the API servers send; forwarder: a process on this machine; log: it reads the audit log', vias),
  mode: oneOf('whether requests wait until their events are sent', webhookModes),
  batch: mapping('how the API server collects events', {
    maxSize: wholeNumber('events in a batch', numbers, batch.maxSize),
    maxWait: duration('how long a batch waits until it is full', waits, '1s'),
    bufferSize: wholeNumber('events that wait for a batch; more are lost', numbers, batch.bufferSize),
    qps: wholeNumber('batches in a second', numbers, batch.qps),
    burst: wholeNumber('batches at once', numbers, batch.burst),
  }),
  initialBackoff: duration('how long the API server waits before it sends a batch again', waits, '10s'),
  truncate: mapping('what the API server does with large events', {
    enabled: boolean('whether bodies of events that are too large are left out', truncate.enabled),
    maxEventSize: byteSize('bytes of an event', eventSizes, truncate.maxEventSize),
    maxBatchSize: byteSize('bytes of a batch', eventSizes, truncate.maxBatchSize),
  }),
  annotations: mapping('what is added to every event', {
    preset: oneOf('annotations of a platform', annotationPresets),
    set: textMap('annotations by their keys; ${cluster}, ${node}, ${context} and ${uid} are replaced', 64),
  }),
  spool: mapping('where the forwarder keeps events until they are delivered', {
    maxSize: byteSize('bytes that it may hold', sizes, '1GiB'),
    segmentSize: byteSize('bytes of one of its files', sizes, '16MiB'),
    whenFull: oneOf('what happens when it is full', whenFulls),
    keepDelivered: byteSize('bytes of delivered events that are kept', { ...sizes, least: 0 }, spool.keepDelivered),
  }),
  metrics: text('address and port at which the forwarder serves metrics'),
  backends: list('servers that get the events', backend, MOST_BACKENDS),
});

/** What a file says about the webhook. */
export type WebhookSection = ValueOf<typeof webhook>;
