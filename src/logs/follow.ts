// Follows sources: what was there at the start, in order, and then every event as it is written.
import type { Output } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import type { Shown } from '../events/collect.ts';
import type { Digest } from '../events/digest.ts';
import { mergedParts } from '../events/merge.ts';
import { OpenRequests } from '../events/requests.ts';
import { Account } from './account.ts';
import { Backlog, type Place } from './backlog.ts';
import { Digesting } from './digesting.ts';
import { Faults } from './faults.ts';
import { directOutput, OrderedOutput } from './live-output.ts';
import type { Reading, ShowWorld } from './show.ts';
import type { Source } from './source.ts';

/** How long a request may go on before it is shown without its end, in milliseconds. */
const UNFINISHED_MS = 5000;

/** Follows until the signal is aborted, or until all sources have ended. */
export async function follow(sources: readonly Source[], reading: Reading, world: ShowWorld): Promise<void> {
  const faults = new Faults(world, true);
  const account = new Account(reading.settings.product, faults);
  const now = (): number => world.clock.now().getTime();
  const work = { settings: reading.settings, faults, now, sources: sources.length };
  await using digesting = await Digesting.start(work, world.threads);
  const ending = new AbortController();
  const signal = AbortSignal.any([world.signal, ending.signal]);
  const { out, clock } = world;
  const isBeside = sources.map((source) => source.isBeside === true);
  const ordered = sources.length === 1 ? null : new OrderedOutput({ out, clock, signal }, isBeside);
  const backlog = new Backlog(sources.length, reading.reach.tail, ordered ?? directOutput(out, signal), signal);
  let over = false;
  const following = Promise.all(
    sources.map((source, index) => followOne(source, backlog.place(index), { reading, digesting, account, signal })),
  ).finally(() => (over = true));
  try {
    await Promise.race([Promise.all([following, ordered?.run(() => over)]), readerGone(out, signal)]);
  } finally {
    ending.abort(new Error('over'));
    await Promise.allSettled([following]);
    if (backlog.cut) faults.cut = true;
    faults.report();
  }
  faults.rejectEventless();
}

/** Fails when the reader of the output has closed it: while there is nothing to write, nothing else would notice. */
async function readerGone(out: Pick<Output, 'readerGone'>, signal: AbortSignal): Promise<never> {
  await (out.readerGone?.(signal) ?? new Promise(() => undefined));
  throw new Problem('pipe-closed', 'the reader of the output has closed it');
}

interface Following {
  readonly reading: Reading;
  readonly digesting: Digesting;
  readonly account: Account;
  readonly signal: AbortSignal;
}

async function followOne(
  source: Source,
  place: Place,
  { reading, digesting, account, signal }: Following,
): Promise<void> {
  const open = new OpenRequests<Shown>();
  let newest = 0;
  for await (const live of source.follow(reading.reach, signal)) {
    signal.throwIfAborted();
    if (live.type === 'caught-up') {
      await place.caughtUp();
      continue;
    }
    if (live.type !== 'lines') {
      account.faults.add(live);
      continue;
    }
    const digest = digesting.lines(live);
    account.add(digest);
    newest = Math.max(newest, newestOf(digest));
    const unfinished = [...open.update(digest.ended, digest.opened), ...open.takeUntil(newest - UNFINISHED_MS)];
    await place.push(
      unfinished.length === 0 ? digest.records : mergedParts([account.show(unfinished), digest.records]),
    );
  }
  await place.caughtUp();
}

function newestOf({ records, opened }: Digest): number {
  const last = records.times.at(-1) ?? 0;
  return Math.max(Number.isNaN(last) ? 0 : last, ...opened.map(({ time }) => time));
}
