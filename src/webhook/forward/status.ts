// How a forwarder does: one value, for its state file, its metrics and its last words.
import type { Delivering } from '../deliver/deliver.ts';
import type { HealthState } from '../deliver/health.ts';
import type { DeliveryMode } from '../../settings/webhook/wanted.ts';
import type { Spool } from '../spool/open-spool.ts';
import type { Intake } from './intake.ts';

/** A backend. Times are dates as text, null where there was none. */
export interface BackendStatus {
  readonly name: string;
  readonly url: string;
  readonly deliveryMode: DeliveryMode;
  readonly state: HealthState;
  /** What is wrong, in words about the backend; null where nothing is. */
  readonly cause: string | null;
  readonly lastSuccess: string | null;
  readonly lastError: { readonly time: string; readonly cause: string } | null;
  readonly delivered: number;
  readonly repeats: number;
  readonly skipped: number;
  readonly lost: number;
  /** Events that are kept in the folder of dead ones, also those of earlier runs. */
  readonly refused: number;
  readonly backlog: {
    readonly batches: number;
    readonly events: number;
    readonly bytes: number;
    readonly oldest: string | null;
  };
  readonly requests: { readonly succeeded: number; readonly failed: number; readonly seconds: number };
}

export interface ForwardStatus {
  readonly pid: number;
  readonly started: string;
  /** Whether it still runs. */
  readonly running: boolean;
  /** Where events are sent to; null where none are accepted. */
  readonly url: string | null;
  readonly requests: { readonly received: number; readonly succeeded: number; readonly failed: number };
  readonly events: number;
  /** Batches that came again after they were stored. */
  readonly repeats: number;
  readonly spool: {
    readonly folder: string;
    readonly bytes: number;
    readonly syncs: number;
    readonly syncSeconds: number;
  };
  readonly sources: readonly {
    readonly name: string;
    readonly last: string;
    readonly batches: number;
    readonly events: number;
  }[];
  readonly backends: readonly BackendStatus[];
}

/** A backend and what is sent there. */
export interface Lane {
  readonly deliveryMode: DeliveryMode;
  readonly delivering: Delivering;
}

export interface StatusParts extends Pick<ForwardStatus, 'pid' | 'started' | 'running' | 'url'> {
  readonly folder: string;
  readonly spool: Pick<Spool, 'stats'>;
  readonly intake: Intake;
  readonly lanes: readonly Lane[];
}

/** The status at this moment. */
export async function statusOf(parts: StatusParts): Promise<ForwardStatus> {
  const { pid, started, running, url, folder, intake, lanes } = parts;
  const { bytes, repeats, syncs, backends } = await parts.spool.stats();
  return {
    pid,
    started,
    running,
    url,
    requests: { ...intake.requests },
    events: intake.events,
    repeats,
    spool: { folder, bytes, syncs: syncs.count, syncSeconds: syncs.ms / 1000 },
    sources: [...intake.sources].map(([name, { last, ...counts }]) => ({ name, last: dateOf(last), ...counts })),
    backends: lanes.map(({ deliveryMode, delivering: { name, url: to, health, refused } }): BackendStatus => {
      const stats = backends.find((each) => each.name === name);
      const { state, cause, lastSuccess, lastError, delivered, repeats: again, requests } = health;
      const { succeeded, failed, ms } = requests;
      return {
        name,
        url: to,
        deliveryMode,
        state,
        cause,
        lastSuccess: lastSuccess === null ? null : dateOf(lastSuccess),
        lastError: lastError === null ? null : { time: dateOf(lastError.time), cause: lastError.cause },
        delivered,
        repeats: again,
        skipped: stats?.skipped.events ?? 0,
        lost: stats?.lost.events ?? 0,
        refused: refused.count,
        backlog: {
          batches: stats?.backlog.records ?? 0,
          events: stats?.backlog.events ?? 0,
          bytes: stats?.backlog.bytes ?? 0,
          oldest: stats === undefined || stats.oldest === null ? null : dateOf(stats.oldest),
        },
        requests: { succeeded, failed, seconds: ms / 1000 },
      };
    }),
  };
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString();
}
