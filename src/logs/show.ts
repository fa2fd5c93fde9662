// Reads sources once and prints what is wanted of them.
import type { World } from '../core/ports.ts';
import type { Shown } from '../events/collect.ts';
import type { DigestSettings } from '../events/digest.ts';
import { mergeByTime, mergedParts } from '../events/merge.ts';
import { LastRecords } from '../events/records.ts';
import type { OpenRequest } from '../events/requests.ts';
import { Account, recordsOf } from './account.ts';
import { Digesting } from './digesting.ts';
import { ReadProgress } from './read-progress.ts';
import type { LogWorld, Reach, Source } from './source.ts';

/** What is asked of a reading. */
export interface Reading {
  readonly settings: DigestSettings;
  readonly reach: Reach;
  /** Printed after the events. */
  readonly summary: Summary;
}

/** What the counts and sums of a reading are printed as. */
export type Summary = (totals: Pick<Account, 'tally' | 'statistics'>) => string;

export type ShowWorld = LogWorld & Pick<World, 'out' | 'threads'>;

/** Prints the events of sources, or what they add up to; then says what was wrong with the input. */
export async function show(sources: readonly Source[], reading: Reading, world: ShowWorld): Promise<void> {
  const { settings, reach } = reading;
  const account = new Account(settings.product);
  const now = (): number => world.clock.now().getTime();
  const progress = new ReadProgress(world, bytesToRead(sources, reach));
  const onRead = (bytes: number): void => progress.read(bytes);
  const work = { settings, account, now, sources: sources.length, onRead };
  await using digesting = await Digesting.start(work, world.threads);
  const out = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length === 0) return;
    progress.hide();
    await world.out.write(bytes);
  };
  const unfinished: OpenRequest<Shown>[] = [];
  const streams = sources.map((source) => recordsOf(source.read(digesting, reach), account, unfinished));
  const last = reach.tail === null ? null : new LastRecords(reach.tail);
  for await (const records of mergeByTime(streams)) {
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
    if (last.cut) account.cut = true;
    await out(last.take().text);
  }
  await out(Buffer.from(reading.summary(account)));
  const complaint = account.complaint();
  if (complaint !== null) world.report({ type: 'note', level: 'warn', text: complaint });
}

/** Null where it is not known, or where not all of it will be read. */
function bytesToRead(sources: readonly Source[], { tail, since }: Reach): number | null {
  if (tail !== null || since !== null) return null;
  return sources.reduce<number | null>((sum, { bytes }) => (sum === null || bytes === null ? null : sum + bytes), 0);
}
