// The text format of metrics.
import { expect, test } from 'vitest';
import { metricsText } from '../../../src/webhook/forward/metrics.ts';
import type { ForwardStatus } from '../../../src/webhook/forward/status.ts';

const status: ForwardStatus = {
  pid: 1,
  started: '2026-11-21T00:00:00.000Z',
  running: true,
  url: null,
  requests: { received: 3, succeeded: 2, failed: 1 },
  events: 7,
  repeats: 0,
  spool: { folder: '/spool', bytes: 100, syncs: 4, syncSeconds: 0.25 },
  sources: [],
  backends: [
    {
      name: 'a "b" \\ c\nd',
      url: 'https://a.example/"x"',
      deliveryMode: 'BestEffort',
      state: 'failing',
      cause: null,
      lastSuccess: null,
      lastError: null,
      delivered: 5,
      repeats: 2,
      skipped: 11,
      lost: 13,
      refused: 17,
      backlog: { batches: 1, events: 2, bytes: 50, oldest: '2026-11-21T00:00:10.000Z' },
      requests: { succeeded: 3, failed: 4, seconds: 1.5 },
    },
  ],
};

test('what would end a label is escaped, and each metric has its help and its type once', () => {
  const text = metricsText(status, Date.parse('2026-11-21T00:01:40.000Z'));
  const own = '{backend="a \\"b\\" \\\\ c\\nd"}';
  for (const line of [
    'auditlog_forwarder_output_failed_total{output="https://a.example/\\"x\\"",delivery_mode="BestEffort"} 4',
    `kind_audit_forward_events_skipped_total${own} 11`,
    `kind_audit_forward_events_dead_total${own} 30`,
    `kind_audit_forward_backlog_seconds${own} 90`,
    `kind_audit_forward_delivery_seconds_sum${own} 1.5`,
    'kind_audit_forward_spool_sync_seconds_sum 0.25',
  ])
    expect(text).toContain(`\n${line}\n`);
  const names = [...text.matchAll(/^# TYPE (\S+) (?:counter|gauge|summary)$/gm)].map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
  expect([...text.matchAll(/^# HELP (\S+) .+\.$/gm)].map(([, name]) => name)).toEqual(names);
});

test('a clock that was set back makes no negative age', () => {
  expect(metricsText(status, 0)).toMatch(/backlog_seconds\{.*\} 0\n/);
});
