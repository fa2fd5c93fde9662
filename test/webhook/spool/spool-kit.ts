// A spool on a disk in memory, with numbered batches, and what was answered and delivered of them.
import { openSpool, type Spool } from '../../../src/webhook/spool/open-spool.ts';
import type { SpoolSettings } from '../../../src/webhook/spool/spool-world.ts';
import type { Event } from '../../../src/core/event.ts';
import { fakeDisk, type FakeDisk } from '../../kit/append-files.ts';
import { fakeWorld } from '../../kit/world.ts';

export const FOLDER = '/state/spool';

/** Small segments, so that a few batches fill one; a record of a batch of this kit has about 150 bytes. */
export const settings: SpoolSettings = {
  folder: FOLDER,
  backends: [{ name: 'siem', maxLag: null }],
  maxSize: 1_000_000,
  segmentSize: 400,
  whenFull: 'refuse',
  keepDelivered: 0,
  // So small that batches wait for it, and that some are larger.
  memory: { group: 400, waiting: 3000, repeats: 100 },
};

/** The body of a batch; `events` of the kit's batches are its number modulo three, plus one. */
export function bodyOf(number: number): Buffer {
  return Buffer.from(JSON.stringify({ number, text: 'é'.repeat(20) }));
}

export const eventsOf = (number: number): number => (number % 3) + 1;

export const eventsOfAll = (numbers: Iterable<number>): number =>
  [...numbers].reduce((sum, number) => sum + eventsOf(number), 0);

const numberOf = (body: Uint8Array): number => (JSON.parse(Buffer.from(body).toString()) as { number: number }).number;

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

export interface Tried {
  readonly disk: FakeDisk;
  readonly spool: Spool;
  readonly notes: readonly string[];
  /** Appends at once; resolves when all were answered. */
  append(...numbers: readonly number[]): Promise<void>;
  /** Reads and delivers up to so many batches; all without a number. */
  deliver(backend?: string, most?: number): Promise<number[]>;
}

/** Opens a spool; `answered` gets the number of each batch when it is answered, `sent` each that is delivered. */
export async function open(
  disk: FakeDisk = fakeDisk(),
  more: Partial<SpoolSettings> = {},
  answered: Set<number> = new Set(),
  sent: number[] = [],
): Promise<Tried> {
  const notes: string[] = [];
  const report = (event: Event): void => void notes.push('text' in event ? String(event.text) : event.type);
  const world = { ...fakeWorld({ parts: { report } }), appendFiles: disk.files };
  const spool = await openSpool(world, { ...settings, ...more });
  return {
    disk,
    spool,
    notes,
    async append(...numbers) {
      const all = numbers.map(async (number) => {
        const time = world.clock.now().getTime();
        await spool.append({ time, events: eventsOf(number), origin: 'dev-control-plane', body: bodyOf(number) });
        answered.add(number);
      });
      const results = await Promise.allSettled(all);
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    },
    async deliver(backend = 'siem', most = Number.MAX_SAFE_INTEGER) {
      const numbers: number[] = [];
      const delivery = spool.delivery(backend);
      while (numbers.length < most) {
        const records = (await delivery.read({ bytes: 300, events: 1000 })).slice(0, most - numbers.length);
        const last = records.at(-1);
        if (last === undefined) break;
        for (const { body } of records) {
          numbers.push(numberOf(body));
          sent.push(numberOf(body));
        }
        delivery.advance(last.sequence);
      }
      return numbers;
    },
  };
}

/** The segments, by the numbers of their first records. */
export const segmentsOf = (disk: FakeDisk): number[] =>
  disk
    .paths()
    .filter((path) => path.endsWith('.log'))
    .map((path) => Number(path.slice(FOLDER.length + 1, -4)));

export const segmentPath = (first: number): string => `${FOLDER}/${String(first).padStart(16, '0')}.log`;

export const deadFiles = (disk: FakeDisk): string[] =>
  disk.paths().filter((path) => path.startsWith(`${FOLDER}/dead/`));

export async function statsOf(spool: Spool, backend = 'siem') {
  const found = (await spool.stats()).backends.find(({ name }) => name === backend);
  if (found === undefined) throw new Error(`no backend ${backend}`);
  return found;
}
