// The documents of `forward`: that it listens, and how it does, which its state file says too.
import { document } from './document.ts';
import { boolean, list, nullable, number, object, oneOf, text } from './shape.ts';

export const forwardListening = document(
  'kind-audit.forward-listening/v1',
  'forward run, before anything is received',
  'a forwarder that accepts audit events',
  {
    url: text('where events are sent to'),
    clientCertificates: boolean('whether clients need a certificate'),
  },
);

const backend = object({
  name: text(),
  url: text(),
  deliveryMode: oneOf(['Guaranteed', 'BestEffort']),
  state: oneOf(
    ['ok', 'waiting', 'failing'],
    'waiting: something went wrong that may pass within seconds; failing: it lasts',
  ),
  cause: nullable(text('what is wrong, in words about the backend'), 'null where nothing is'),
  lastSuccess: nullable(text('a date'), 'null where there was none'),
  lastError: nullable(object({ time: text('a date'), cause: text() }), 'null where there was none'),
  delivered: number('events that it accepted, in this run'),
  repeats: number('requests that were sent again, in this run'),
  skipped: number('events left out, since it was too slow or the spool full'),
  lost: number('events that were damaged in the spool'),
  refused: number('events that it does not accept even alone, which are kept in the folder dead of the spool'),
  backlog: object(
    { batches: number(), events: number(), bytes: number(), oldest: nullable(text('a date'), 'null for an empty one') },
    'what is still to be delivered',
  ),
  requests: object({
    succeeded: number(),
    failed: number(),
    seconds: number('that those which succeeded took together'),
  }),
});

export const forward = document(
  'kind-audit.forward/v1',
  'forward run, at its end, and its state file',
  'how a forwarder does',
  {
    pid: number('the process'),
    started: text('a date'),
    running: boolean('false in its last words'),
    url: nullable(text('where events are sent to'), 'null where it accepts none'),
    requests: object({
      received: number(),
      succeeded: number('answered with 200'),
      failed: number('answered with an error'),
    }),
    events: number('that were received and stored'),
    repeats: number('batches that came again after they were stored'),
    spool: object({
      folder: text(),
      bytes: number(),
      syncs: number('how often it was made safe on the disk'),
      syncSeconds: number('how long that took together'),
    }),
    sources: list(
      object({ name: text(), last: text('the date of its last batch'), batches: number(), events: number() }),
      'control planes, by the name in their certificate, else by their address',
    ),
    backends: list(backend),
  },
);
