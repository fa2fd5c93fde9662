// Reads sources once and prints what is wanted of them.
import type { World } from '../core/ports.ts';
import type { ScreenText } from '../core/screen-text.ts';
import type { Shown } from '../events/collect.ts';
import type { Digest, DigestSettings } from '../events/digest.ts';
import { mergeByTime, mergedParts } from '../events/merge.ts';
import { LastRecords, type Records } from '../events/records.ts';
import type { OpenRequest } from '../events/requests.ts';
import { Account, recordsOf } from './account.ts';
import { Digesting } from './digesting.ts';
import { Faults } from './faults.ts';
import { ReadProgress } from './read-progress.ts';
import { bytesToRead, type Reach, type Source } from './source.ts';
import { lastOf } from './tail.ts';

/** What to read, and what to make of it. */
export interface Reading {
  readonly settings: DigestSettings;
  readonly reach: Reach;
  /** Printed after the events. */
  readonly summary: Summary;
}

/** Makes the text of the counts and sums of a reading, and of what was left out of them. */
export type Summary = (totals: Pick<Account, 'tally' | 'statistics' | 'faults'>) => ScreenText | Uint8Array;

export type ShowWorld = Pick<World, 'clock' | 'report' | 'signal' | 'out' | 'threads'>;

/** Prints the events of sources, or what they add up to; then reports what was wrong with the input. */
export async function show(sources: readonly Source[], reading: Reading, world: ShowWorld): Promise<void> {
  const { settings, reach } = reading;
  const faults = new Faults(world);
  const account = new Account(settings.product, faults);
  const now = (): number => world.clock.now().getTime();
  const progress = new ReadProgress(world, readsAll(reach) ? bytesToRead(sources) : null);
  const onRead = (bytes: number): void => progress.read(bytes);
  const isSum = settings.product.kind !== 'lines';
  const work = { settings, faults, now, sources: isSum ? 1 : sources.length, onRead };
  await using digesting = await Digesting.start(work, world.threads);
  const out = async (bytes: ScreenText | Uint8Array): Promise<void> => {
    if (bytes.length === 0) return;
    progress.hide();
    await world.out.write(bytes, world.signal);
  };
  const unfinished: OpenRequest<Shown>[] = [];
  const { tail } = reach;
  const digestsOf = (source: Source): AsyncIterable<Digest> =>
    tail === null ? digesting.digests(source.blocks(reach)) : lastOf(source.stretches(reach), tail, digesting);
  const streams = sources.map((source) => recordsOf(digestsOf(source), account, unfinished));
  const last = tail === null ? null : new LastRecords(tail);
  // Sums are the same in any order: one source is read after the other.
  const merged = isSum ? oneAfterOther(streams) : mergeByTime(streams);
  for await (const records of merged) {
    world.signal.throwIfAborted();
    if (last !== null) last.add(records);
    else {
      await out(records.text);
      records.done?.();
    }
  }
  world.signal.throwIfAborted();
  const rest = account.show(unfinished);
  if (last === null) await out(rest.text);
  else {
    last.add(sources.length === 1 && rest.ends.length === 0 ? last.take() : mergedParts([last.take(), rest]));
    if (last.cut) faults.cut = true;
    await out(last.take().text);
  }
  faults.report();
  faults.rejectEventless();
  await out(reading.summary(account));
}

async function* oneAfterOther(streams: readonly AsyncIterable<Records>[]): AsyncGenerator<Records> {
  for (const stream of streams) yield* stream;
}

function readsAll({ tail, since }: Reach): boolean {
  return tail === null && since === null;
}
