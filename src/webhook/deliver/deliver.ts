// Delivers what the spool holds to one backend: in order, one request in flight, for as long as it takes.
import type { NoAnswer, Sender, SentAnswer } from '../../core/http-sender.ts';
import { orAborted } from '../../core/or-aborted.ts';
import type { World } from '../../core/ports.ts';
import { messageOf } from '../../core/problem.ts';
import { ByteBuffer } from '../splice/byte-buffer.ts';
import type { Splicer } from '../splice/splicer.ts';
import type { Delivery, Spool } from '../spool/spool.ts';
import type { SpoolRecord } from '../spool/whole-records.ts';
import type { Health } from './health.ts';
import { payloadOf, type Payload, type PayloadFormat, type Range } from './payload.ts';
import type { RefusedEvents } from './refused-events.ts';
import { verdictOn } from './verdict.ts';
import { Waits, type Ending } from './waits.ts';

/** What goes into one request when batches wait. */
const LIMIT = { bytes: 256 * 1024, events: 1000 } as const;
/** Memory of a request that is kept between two of them: what the limit needs, and annotations. */
const KEPT_BYTES = 512 * 1024;

/** What a delivery works with. */
export interface Delivering {
  readonly name: string;
  readonly url: string;
  readonly format: PayloadFormat;
  readonly spool: Pick<Spool, 'delivery' | 'arrived'>;
  readonly sender: Sender;
  /** What puts the annotations into the events of a control plane. */
  readonly spliceFor: (origin: string) => Splicer;
  readonly refused: RefusedEvents;
  readonly health: Health;
}

/** Resolves at its end; what was not delivered then stays in the spool. Throws nothing but bugs. */
export async function deliver(
  world: Pick<World, 'clock' | 'random'>,
  delivering: Delivering,
  ending: Ending,
): Promise<void> {
  await new Deliverer(world, delivering, ending).run();
}

/** How sending some events ended; `gone` is the end of the delivery. */
type Sent =
  | { readonly is: 'delivered' | 'gone' }
  | { readonly is: 'split'; readonly cause: string; readonly answer: SentAnswer };

class Deliverer {
  private readonly clock: World['clock'];
  private readonly it: Delivering;
  private readonly ending: Ending;
  private readonly waits: Waits;
  private readonly buffer = new ByteBuffer(KEPT_BYTES);

  constructor(world: Pick<World, 'clock' | 'random'>, delivering: Delivering, ending: Ending) {
    this.clock = world.clock;
    this.it = delivering;
    this.ending = ending;
    this.waits = new Waits(world, delivering.health, ending);
  }

  async run(): Promise<void> {
    const { spool, name } = this.it;
    const { draining, over } = this.ending;
    const delivery = spool.delivery(name);
    while (!over.aborted) {
      // Asked for before reading, so that nothing arrives in between.
      const arrived = spool.arrived();
      const records = await this.read(delivery);
      if (records === null) return;
      if (records[0] !== undefined) {
        if (!(await this.sendAll([records[0], ...records.slice(1)], delivery))) return;
        continue;
      }
      if (draining.aborted) return;
      await orAborted(arrived, draining).catch(() => undefined);
    }
  }

  /** The next records; null at the end. */
  private async read(delivery: Delivery): Promise<readonly SpoolRecord[] | null> {
    for (;;) {
      try {
        return await delivery.read(LIMIT);
      } catch (error) {
        const cause = `gets no events: the spool cannot be read: ${messageOf(error)}`;
        if (!(await this.waits.afterTrouble({ cause, isLasting: false, askedMs: null }))) return null;
      }
    }
  }

  /** Sends the first records, those that fit together; false at the end. */
  private async sendAll(records: readonly [SpoolRecord, ...SpoolRecord[]], delivery: Delivery): Promise<boolean> {
    const payload = payloadOf(records);
    if (payload === null) return this.setAside(records[0], delivery);
    const left: Range[] = [{ from: 0, to: payload.events }];
    for (let range = left.pop(); range !== undefined; range = left.pop()) {
      const { from, to } = range;
      const sent = await this.send(payload, range);
      if (sent.is === 'gone') return false;
      if (sent.is === 'split' && to - from > 1) {
        const middle = Math.ceil((from + to) / 2);
        left.push({ from: middle, to }, { from, to: middle });
        continue;
      }
      if (sent.is === 'split' && !(await this.keepRefused(payload, from, sent))) return false;
      const last = payload.lastBefore(to);
      if (last !== null) delivery.advance(last);
    }
    return true;
  }

  /** Sends some events until the backend has decided about them. */
  private async send(payload: Payload, range: Range): Promise<Sent> {
    const { format, spliceFor, sender, url, health } = this.it;
    this.buffer.reset();
    payload.write(range, format, spliceFor, this.buffer);
    for (;;) {
      const started = this.clock.monotonic();
      const answer = await this.ask(sender);
      if (answer === null) return { is: 'gone' };
      const verdict = verdictOn(answer, url, this.clock.now().getTime());
      if (verdict.is === 'trouble') {
        health.requests.failed += 1;
        if (!(await this.waits.afterTrouble(verdict))) return { is: 'gone' };
        health.repeats += 1;
        continue;
      }
      this.waits.answered();
      if (verdict.is === 'delivered') health.succeeded(range.to - range.from, this.clock.monotonic() - started);
      else health.rejected(verdict.cause);
      return verdict;
    }
  }

  /** Null at the end. */
  private async ask(sender: Sender): Promise<SentAnswer | NoAnswer | null> {
    const { over } = this.ending;
    try {
      return await sender.send(this.buffer.bytes, over);
    } catch (error) {
      if (over.aborted) return null;
      throw error;
    }
  }

  /** Keeps an event that the backend refuses; false at the end. It waits where there is no room for it. */
  private async keepRefused(
    payload: Payload,
    event: number,
    { cause, answer }: Extract<Sent, { readonly is: 'split' }>,
  ): Promise<boolean> {
    const { spliceFor, health, refused } = this.it;
    this.buffer.reset();
    payload.write({ from: event, to: event + 1 }, 'ndjson', spliceFor, this.buffer);
    const bytes = this.buffer.bytes.subarray(0, -1);
    const about = { ...payload.origin(event), answer };
    const isKept = await this.waits.until(async () => {
      const fault = await refused.keep(bytes, about);
      return fault === null ? null : `${cause}, and ${fault}`;
    });
    if (isKept) health.refusedEvent(cause, refused.folder);
    return isKept;
  }

  /** Keeps a record whose body is no list of events; false at the end. */
  private async setAside(record: SpoolRecord, delivery: Delivery): Promise<boolean> {
    const { health, refused } = this.it;
    const text = Buffer.from(JSON.stringify(Buffer.from(record.body).toString('base64')));
    const isKept = await this.waits.until(async () => {
      const fault = await refused.keep(text, { record, index: 0, answer: null });
      return fault === null ? null : `cannot be sent what is no list of events, and ${fault}`;
    });
    if (!isKept) return false;
    health.refusedEvent('a batch of the spool is no list of events', refused.folder);
    delivery.advance(record.sequence);
    return true;
  }
}
