// The documents of `sink`: that it listens, and what it has received.
import { document } from './document.ts';
import { boolean, list, nullable, number, object, text } from './shape.ts';

export const sinkListening = document(
  'kind-audit.sink-listening/v1',
  'sink, before anything is received',
  'a receiver of audit events that listens',
  {
    url: text('where events are sent to'),
    clientCertificates: boolean('whether clients need a certificate'),
    seed: number('with --seed, the same requests fail again'),
    store: nullable(text('the file of the events'), 'null where they are not stored'),
    kubeconfig: nullable(text('the file for --audit-webhook-config-file'), 'null where none was written'),
  },
);

export const sink = document('kind-audit.sink/v1', 'sink, at its end', 'what a receiver of audit events has received', {
  events: number('an event that came again counts once'),
  repeats: number('the same bytes again'),
  conflicts: number('the same audit ID and stage with other bytes; each is one of the events'),
  bytes: number('of the accepted bodies, unpacked'),
  forgotten: number('events that are too old to be remembered: a repeat of one of them counts as an event'),
  requests: object(
    {
      accepted: number('answered with 200'),
      rejected: number('answered with an error because of what they are'),
      failed: number('answered with an error on purpose'),
      dropped: number('accepted, and closed without an answer on purpose'),
      redirected: number('sent elsewhere on purpose'),
      unanswered: number('in an outage that was asked for, or since their sender left'),
    },
    'by what came of them',
  ),
  numbers: nullable(
    object({
      prefix: text(),
      first: nullable(number(), 'null before the first'),
      last: nullable(number(), 'null before the first'),
      seen: number(),
      missing: number('between the first and the last'),
      gaps: list(list(number()), 'the first gaps, each with its first and its last number'),
      beyond: number('numbers that were too far apart to remember; they count as missing'),
    }),
    'null without --numbered',
  ),
  refused: list(object({ reason: text(), count: number() }), 'connections and clients that were refused'),
});
