// Why a line of a log is left out: the one table of reasons, each in words. Forms that are known come first to last.
import type { Shape, Words } from './shape.ts';
import { aks } from './shapes/aks.ts';
import { cloudwatchEvents } from './shapes/cloudwatch-events.ts';
import { cloudwatchInsights } from './shapes/cloudwatch-insights.ts';
import { containerLine } from './shapes/container-line.ts';
import { csv } from './shapes/csv.ts';
import { docker } from './shapes/docker.ts';
import { elasticsearch } from './shapes/elasticsearch.ts';
import { eventHub } from './shapes/event-hub.ts';
import { eventList } from './shapes/event-list.ts';
import { gke } from './shapes/gke.ts';
import { jsonArray } from './shapes/json-array.ts';
import { legacy } from './shapes/legacy.ts';
import { linuxAudit } from './shapes/linux-audit.ts';
import { loki } from './shapes/loki.ts';
import { message } from './shapes/message.ts';
import { overlong } from './shapes/overlong.ts';
import { prettyPrinted } from './shapes/pretty-printed.ts';
import { serverLog } from './shapes/server-log.ts';
import { truncated } from './shapes/truncated.ts';
import { utf16 } from './shapes/utf16.ts';
import { zeros } from './shapes/zeros.ts';

/** Forms of lines, by the name that programs read; the first that a line has counts. */
export const shapes = {
  'container-line': containerLine,
  zeros,
  'utf-16': utf16,
  truncated,
  'event-hub': eventHub,
  'azure-diagnostics': aks,
  docker,
  'cloudwatch-events': cloudwatchEvents,
  'cloudwatch-insights': cloudwatchInsights,
  elasticsearch,
  'google-cloud': gke,
  'event-list': eventList,
  loki,
  forwarder: message,
  'json-array': jsonArray,
  legacy,
  'linux-audit': linuxAudit,
  csv,
  'server-log': serverLog,
  overlong,
  'json-over-lines': prettyPrinted,
} as const satisfies Readonly<Record<string, Shape>>;

/** Every reason for which lines are left out, by the name that programs read. */
export const reasons: Readonly<Record<Reason, Words>> = {
  ...shapes,
  'not-json': { what: 'not JSON' },
  damaged: { what: 'cut off or damaged' },
  'no-event': { what: 'JSON, but no audit event' },
  nested: { what: 'inside other JSON', recipe: `jq -c '.. | objects | select(.auditID and .stage)'` },
  partly: { what: 'not an event as a whole, though the events inside are read' },
  'no-time': { what: 'without a time, which --since and --until ask for' },
};

export type Reason = keyof typeof shapes | 'not-json' | 'damaged' | 'no-event' | 'nested' | 'partly' | 'no-time';
