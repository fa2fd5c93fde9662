// A spool on a disk in memory, and backends that answer as a test says, on a clock that moves only in waits.
import type { Event } from '../../../src/core/event.ts';
import type { NoAnswer, Sender, SentAnswer } from '../../../src/core/http-sender.ts';
import { deliver } from '../../../src/webhook/deliver/deliver.ts';
import { Health } from '../../../src/webhook/deliver/health.ts';
import type { PayloadFormat } from '../../../src/webhook/deliver/payload.ts';
import { RefusedEvents } from '../../../src/webhook/deliver/refused-events.ts';
import { makeSplicer } from '../../../src/webhook/splice/splicer.ts';
import { openSpool, type Spool } from '../../../src/webhook/spool/open-spool.ts';
import { usualMemory, type SpoolSettings } from '../../../src/webhook/spool/spool-world.ts';
import { fakeDisk, type FakeDisk } from '../../kit/append-files.ts';
import { batchOf } from '../../kit/http-server.ts';
import { fakeWorld, type FakeWorld } from '../../kit/world.ts';

export const FOLDER = '/state/spool';

const settings: SpoolSettings = {
  folder: FOLDER,
  backends: [{ name: 'siem', maxLag: null }],
  maxSize: 2 ** 24,
  segmentSize: 2 ** 16,
  whenFull: 'refuse',
  keepDelivered: 0,
  memory: { ...usualMemory, group: 2 ** 16, waiting: 2 ** 20 },
};

/** An answer with a status. */
export const status = (code: number, more: Partial<SentAnswer> = {}): SentAnswer => ({
  status: code,
  retryAfter: null,
  location: null,
  body: '',
  ...more,
});

export const ok = status(200);

export const down: NoAnswer = { words: 'nothing listens at siem.example', isLasting: false };

/** A request as a backend got it. */
export interface Got {
  readonly body: string;
  /** The numbers of its events. */
  readonly numbers: readonly number[];
  /** Milliseconds of the clock. */
  readonly at: number;
}

export interface Tried {
  readonly world: FakeWorld;
  readonly disk: FakeDisk;
  readonly spool: Spool;
  readonly notes: readonly string[];
  /** Stores a batch of events with these numbers. */
  append(...numbers: readonly number[]): Promise<void>;
  appendBody(body: string, events: number): Promise<void>;
  /** Delivers to a backend until nothing is left, or a signal ends it. */
  deliver(answer: (got: Got, number: number) => Answer | Promise<Answer>, more?: More): Promise<Delivered>;
}

type Answer = SentAnswer | NoAnswer;

export interface More {
  readonly backend?: string;
  readonly format?: PayloadFormat;
  readonly annotations?: ReadonlyMap<string, string>;
  readonly draining?: AbortSignal;
  readonly over?: AbortSignal;
  readonly isPatient?: boolean;
}

export interface Delivered {
  readonly health: Health;
  readonly refused: RefusedEvents;
  readonly requests: readonly Got[];
  /** The numbers of the events that it accepted, in order. */
  readonly accepted: readonly number[];
}

const never = new AbortController().signal;
const always = AbortSignal.abort(new Error('drain'));

export const named = (number: number): object => ({ auditID: `${number}`, objectRef: { name: `n-${number}` } });

/** The numbers of events in a body. */
const numbersIn = (body: string): number[] => [...body.matchAll(/"n-(\d+)"/g)].map(([, digits]) => Number(digits));

export async function open(disk: FakeDisk = fakeDisk(), more: Partial<SpoolSettings> = {}): Promise<Tried> {
  const notes: string[] = [];
  const report = (event: Event): void => void notes.push('text' in event ? String(event.text) : event.type);
  const world = fakeWorld({ parts: { report, random: () => '80000000' } });
  const parts = { ...world, appendFiles: disk.files };
  const spool = await openSpool(parts, { ...settings, ...more });
  const appendBody = async (body: string, events: number): Promise<void> => {
    const time = world.clock.now().getTime();
    await spool.append({ time, events, origin: 'dev-control-plane', body: Buffer.from(body) });
  };
  return {
    world,
    disk,
    spool,
    notes,
    appendBody,
    append: async (...numbers) => appendBody(batchOf(...numbers.map(named)), numbers.length),
    async deliver(answer, given = {}) {
      const { backend = 'siem', format = 'eventlist', annotations = new Map() } = given;
      const { draining = always, over = never, isPatient = true } = given;
      const requests: Got[] = [];
      const accepted: number[] = [];
      const sender: Sender = {
        async send(bytes, signal) {
          signal.throwIfAborted();
          const body = Buffer.from(bytes).toString();
          const got = { body, numbers: numbersIn(body), at: world.clock.monotonic() };
          requests.push(got);
          const said = await answer(got, requests.length);
          if ('status' in said && said.status === 200) accepted.push(...got.numbers);
          return said;
        },
        close: () => undefined,
      };
      const health = new Health(parts, backend);
      const refused = new RefusedEvents(disk.files, parts, FOLDER, backend);
      await refused.load();
      const splice = makeSplicer(annotations);
      const url = 'https://siem.example/audit';
      await deliver(
        parts,
        { name: backend, url, format, spool, sender, spliceFor: () => splice, refused, health },
        { draining, over, isPatient },
      );
      return { health, refused, requests, accepted };
    },
  };
}

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** Files of refused events, as JSON. */
export const refusedIn = (disk: FakeDisk): Record<string, unknown>[] =>
  disk
    .paths()
    .filter((path) => path.startsWith(`${FOLDER}/dead/`))
    .map((path) => JSON.parse(disk.bytes(path).toString()) as Record<string, unknown>);
