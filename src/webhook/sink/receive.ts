// Answers the requests to a sink: counts and stores their events, and fails on purpose.
import type { HttpReply, HttpRequest } from '../../core/http-server.ts';
import type { World } from '../../core/ports.ts';
import { accepted, failure } from '../serve/answers.ts';
import { readHead } from '../serve/read-head.ts';
import { BodyRoom, withBody } from '../serve/read-body.ts';
import { fates, type FailingShare } from './faults.ts';
import { itemsOf } from './items.ts';
import type { Store } from './store.ts';
import type { Tally } from './tally.ts';

/** The faults that a sink makes on purpose. */
export interface FaultSettings {
  readonly seed: number;
  readonly failing: readonly FailingShare[];
  /** A share from 0 to 1. */
  readonly dropped: number;
  /** Seconds, for what fails on purpose; null for no such header. */
  readonly retryAfter: number | null;
  /** Before each answer, in milliseconds. */
  readonly delay: number;
  readonly redirect: string | null;
  /** From the first accepted request on, in milliseconds. */
  readonly outage: number;
  readonly gzipOnly: boolean;
}

/** What receiving needs. */
export interface Receiving {
  readonly world: Pick<World, 'clock' | 'files' | 'report'>;
  readonly faults: FaultSettings;
  readonly tally: Tally;
  readonly store: Store | null;
  /** Called after each request that could be accepted. */
  readonly onCounted: () => void;
  /** Called when the events of a request cannot be stored. */
  readonly onBroken: (error: unknown) => void;
  /** Ends every wait. */
  readonly signal: AbortSignal;
}

/** The answer to each request that a sink gets. */
export function receiver(receiving: Receiving): (request: HttpRequest) => Promise<HttpReply | 'drop'> {
  const { world, faults, tally, onBroken } = receiving;
  const { requests } = tally;
  const room = new BodyRoom();
  const nextFate = fates(faults.seed, faults.failing, faults.dropped);
  const outage = new Outage(world, faults.outage);

  const answer = async (request: HttpRequest): Promise<HttpReply | 'drop'> => {
    if (outage.isOn()) {
      requests.unanswered += 1;
      return 'drop';
    }
    const head = readHead(request);
    if ('reply' in head) {
      if (head.reply.status >= 400) requests.rejected += 1;
      return head.reply;
    }
    if (faults.gzipOnly && head.encoding !== 'gzip') {
      requests.rejected += 1;
      return failure(415, 'the content encoding must be gzip', { 'Accept-Encoding': 'gzip' });
    }
    let isRead = false;
    const reply = await withBody(request, head.encoding, world.files, room, async (body) => {
      isRead = true;
      return onBody(body);
    });
    if (!isRead && reply !== 'drop') requests.rejected += 1;
    if (!isRead && reply === 'drop') requests.unanswered += 1;
    if (isRead && faults.delay > 0) await world.clock.sleep(faults.delay, receiving.signal);
    return reply;
  };

  const onBody = async (body: Uint8Array): Promise<HttpReply | 'drop'> => {
    const items = itemsOf(body);
    if ('fault' in items) {
      requests.rejected += 1;
      return failure(400, `${items.fault}, at byte ${items.offset}`);
    }
    if (faults.redirect !== null) {
      requests.redirected += 1;
      return { status: 302, headers: { Location: faults.redirect }, body: '' };
    }
    const fate = nextFate();
    if (typeof fate === 'object') {
      requests.failed += 1;
      const { retryAfter } = faults;
      return failure(
        fate.status,
        'failed on purpose',
        retryAfter === null ? {} : { 'Retry-After': String(retryAfter) },
      );
    }
    const lines: Uint8Array[] = [];
    for (const item of items.each()) if (tally.add(item) && receiving.store !== null) lines.push(item.line());
    tally.addBytes(body.length);
    if (lines.length > 0) await receiving.store?.add(Buffer.concat(lines));
    requests[fate === 'drop' ? 'dropped' : 'accepted'] += 1;
    if (fate === 'accept') outage.begin();
    receiving.onCounted();
    return fate === 'drop' ? 'drop' : accepted;
  };

  return async (request) => {
    try {
      return await answer(request);
    } catch (error) {
      if (receiving.signal.aborted) return 'drop';
      onBroken(error);
      return failure(500, 'the events could not be stored');
    }
  };
}

/** A time in which nothing is answered, once. */
class Outage {
  readonly #world: Pick<World, 'clock' | 'report'>;
  readonly #ms: number;
  #until: number | null = null;
  #isOver = false;

  constructor(world: Pick<World, 'clock' | 'report'>, ms: number) {
    this.#world = world;
    this.#ms = ms;
  }

  /** Begins it, unless it was begun before. */
  begin(): void {
    if (this.#ms === 0 || this.#until !== null) return;
    this.#until = this.#world.clock.monotonic() + this.#ms;
    this.#world.report({ type: 'note', level: 'info', text: `The outage begins: no answer for ${this.#ms / 1000} s.` });
  }

  isOn(): boolean {
    if (this.#until === null || this.#isOver) return false;
    if (this.#world.clock.monotonic() < this.#until) return true;
    this.#isOver = true;
    this.#world.report({ type: 'note', level: 'info', text: 'The outage is over.' });
    return false;
  }
}
