// One line per request: which stage of a request is shown, and what is done with requests without an end.
import type { AuditEvent } from './audit-event.ts';

/** What a stage says about its request. */
export type StageRole = 'end' | 'early' | 'open-watch';

/**
 * The end of a request is its ResponseComplete or Panic. A request that is refused before its user is
 * known (401, a bad timeout) has ResponseStarted only, and no user. A watch that is still open is
 * not shown yet; anything else without an end is shown with the stages that it has.
 */
export function stageRole({ stage, user, verb }: AuditEvent): StageRole {
  if (stage === 'RequestReceived') return verb === 'watch' ? 'open-watch' : 'early';
  if (stage !== 'ResponseStarted' || (user?.username ?? '') === '') return 'end';
  return verb === 'watch' ? 'open-watch' : 'early';
}

/** What two stages of one request have in common. A client may choose its auditID, and use it twice. */
export function requestKey({ auditID, requestReceivedTimestamp }: AuditEvent): string {
  return `${auditID} ${requestReceivedTimestamp ?? ''}`;
}

/** A request whose end has not been seen. */
export interface OpenRequest<T> {
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** What to show of it. */
  readonly shown: T;
  /** About how much memory it needs. */
  readonly bytes: number;
}

const MOST_OPEN = 20_000;
const MOST_BYTES = 8 * 1024 * 1024;

/** Keeps open requests until their end is seen: no more than fit into a few megabytes. */
export class OpenRequests<T> {
  readonly #open = new Map<string, OpenRequest<T>>();
  #bytes = 0;

  get size(): number {
    return this.#open.size;
  }

  /** Adds the requests of a stretch of the log; gives those that there is no more room for, oldest first. */
  update(ended: readonly string[], opened: readonly OpenRequest<T>[]): readonly OpenRequest<T>[] {
    if (this.#open.size > 0) for (const key of ended) this.close(key);
    for (const request of opened) {
      this.close(request.key);
      this.#open.set(request.key, request);
      this.#bytes += request.bytes;
    }
    return this.#takeWhile(() => this.#open.size > MOST_OPEN || this.#bytes > MOST_BYTES);
  }

  close(key: string): boolean {
    const request = this.#open.get(key);
    if (request === undefined) return false;
    this.#bytes -= request.bytes;
    return this.#open.delete(key);
  }

  /** Removes and gives the requests up to a moment, the oldest first. */
  takeUntil(time: number): readonly OpenRequest<T>[] {
    return this.#takeWhile((request) => !(request.time > time));
  }

  #takeWhile(condition: (request: OpenRequest<T>) => boolean): readonly OpenRequest<T>[] {
    const taken: OpenRequest<T>[] = [];
    for (const request of this.#open.values()) {
      if (!condition(request)) break;
      taken.push(request);
      this.close(request.key);
    }
    return taken;
  }
}
