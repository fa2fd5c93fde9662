// The metrics of a forwarder in the text format of Prometheus: those of Gardener's auditlog-forwarder, and its own.
import type { BackendStatus, ForwardStatus } from './status.ts';

/** The content type of the format. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

type Labels = Readonly<Record<string, string>>;

interface Sample {
  readonly suffix?: '_sum' | '_count';
  readonly labels?: Labels;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'summary';
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** The whole answer; `now` is in milliseconds since 1970. */
export function metricsText(status: ForwardStatus, now: number): string {
  return metricsOf(status, now).map(textOf).join('');
}

function metricsOf(status: ForwardStatus, now: number): readonly Metric[] {
  const { backends, requests, spool } = status;
  const each = (labels: (backend: BackendStatus) => Labels, value: (backend: BackendStatus) => number): Sample[] =>
    backends.map((backend) => ({ labels: labels(backend), value: value(backend) }));
  const output = ({ url, deliveryMode }: BackendStatus): Labels => ({ output: url, delivery_mode: deliveryMode });
  const name = (backend: BackendStatus): Labels => ({ backend: backend.name });
  const counter = (metric: string, help: string, samples: readonly Sample[]): Metric => ({
    name: metric,
    type: 'counter',
    help,
    samples,
  });
  const gauge = (metric: string, help: string, value: (backend: BackendStatus) => number): Metric => ({
    name: `kind_audit_forward_${metric}`,
    type: 'gauge',
    help,
    samples: each(name, value),
  });
  const own = (metric: string, help: string, value: (backend: BackendStatus) => number): Metric =>
    counter(`kind_audit_forward_${metric}`, help, each(name, value));
  return [
    counter('auditlog_forwarder_received_total', 'Requests received.', [{ value: requests.received }]),
    counter('auditlog_forwarder_succeeded_total', 'Requests answered with success.', [{ value: requests.succeeded }]),
    counter('auditlog_forwarder_failed_total', 'Requests answered with an error.', [{ value: requests.failed }]),
    counter(
      'auditlog_forwarder_output_succeeded_total',
      'Requests that a backend accepted.',
      each(output, (backend) => backend.requests.succeeded),
    ),
    counter(
      'auditlog_forwarder_output_failed_total',
      'Requests that a backend did not accept.',
      each(output, (backend) => backend.requests.failed),
    ),
    counter('kind_audit_forward_events_received_total', 'Events received and stored.', [{ value: status.events }]),
    own('events_delivered_total', 'Events that a backend accepted.', ({ delivered }) => delivered),
    own(
      'events_skipped_total',
      'Events left out: the backend was too slow, or the spool full.',
      ({ skipped }) => skipped,
    ),
    own(
      'events_dead_total',
      'Events that a backend refused, kept aside, or that were damaged in the spool.',
      (backend) => backend.refused + backend.lost,
    ),
    own('repeats_total', 'Requests that were sent again.', ({ repeats }) => repeats),
    gauge('backlog_events', 'Events still to be delivered.', ({ backlog }) => backlog.events),
    gauge('backlog_bytes', 'Bytes of the spool still to be delivered.', ({ backlog }) => backlog.bytes),
    gauge('backlog_seconds', 'Age of the oldest event still to be delivered.', ({ backlog }) =>
      backlog.oldest === null ? 0 : Math.max(0, (now - Date.parse(backlog.oldest)) / 1000),
    ),
    {
      name: 'kind_audit_forward_spool_bytes',
      type: 'gauge',
      help: 'Bytes of the spool on the disk.',
      samples: [{ value: spool.bytes }],
    },
    {
      name: 'kind_audit_forward_spool_sync_seconds',
      type: 'summary',
      help: 'How long batches took to be safe on the disk.',
      samples: [
        { suffix: '_sum', value: spool.syncSeconds },
        { suffix: '_count', value: spool.syncs },
      ],
    },
    {
      name: 'kind_audit_forward_delivery_seconds',
      type: 'summary',
      help: 'How long accepted requests to a backend took.',
      samples: backends.flatMap((backend): Sample[] => [
        { suffix: '_sum', labels: name(backend), value: backend.requests.seconds },
        { suffix: '_count', labels: name(backend), value: backend.requests.succeeded },
      ]),
    },
  ];
}

function textOf({ name, type, help, samples }: Metric): string {
  const lines = samples.map(({ suffix = '', labels = {}, value }) => `${name}${suffix}${labelText(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
