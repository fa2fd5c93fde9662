// The last events of a source, read from its end, so that not all of it is read.
import type { Digest } from '../events/digest.ts';
import { hasPieces } from '../events/left-out/seen.ts';
import { compact, MOST_KEPT } from '../events/records.ts';
import type { Digesting } from './digesting.ts';
import type { Faults } from './faults.ts';
import type { Block, Stretch } from './source.ts';

/** The last events of a source, at least `wanted` where it has them, and perhaps some before them. */
export async function* lastOf(
  stretches: readonly Stretch[],
  wanted: number,
  digesting: Digesting,
): AsyncGenerator<Digest> {
  const kept: (readonly Digest[])[] = [];
  let missing: Amount = { count: wanted, bytes: MOST_KEPT };
  for (const [index, stretch] of stretches.entries()) {
    if (stretch.kind === 'all') {
      yield* digesting.digests(stretch.blocks());
      return;
    }
    if (stretch.kind === 'end') {
      const digests: Digest[] = [];
      const names = new Set<string>();
      for await (const digest of digesting.digests(noted(stretch.blocks(), names))) digests.push(own(digest));
      if (digests.reduce((sum, digest) => sum + recordsIn(digest), 0) < wanted) {
        digesting.faults.forget(names);
        continue;
      }
      yield* digests;
      return;
    }
    const digests = await lastOfPart(stretch.blocks(), missing, digesting);
    kept.unshift(digests);
    missing = digests.reduce(without, missing);
    if (!isEnough(missing)) continue;
    if (missing.count > 0 && index < stretches.length - 1) digesting.faults.cut = true;
    break;
  }
  yield* kept.flat();
}

/** Blocks as they come; notes the names of what they come from. */
async function* noted(blocks: AsyncIterable<Block>, names: Set<string>): AsyncGenerator<Block> {
  for await (const block of blocks) {
    if (block.type === 'lines') names.add(block.origin.name);
    yield block;
  }
}

/** What is still to be found: a number of events, or as many as fit into a number of bytes. */
interface Amount {
  readonly count: number;
  readonly bytes: number;
}

function without({ count, bytes }: Amount, digest: Digest): Amount {
  return { count: count - recordsIn(digest), bytes: bytes - digest.records.text.length };
}

function isEnough({ count, bytes }: Amount): boolean {
  return count <= 0 || bytes <= 0;
}

/** The last digests of a part with enough records, in the order of the log. */
async function lastOfPart(
  blocks: AsyncIterable<Block>,
  wanted: Amount,
  digesting: Digesting,
): Promise<readonly Digest[]> {
  const { faults } = digesting;
  const kept = new LastDigests(wanted, faults);
  for await (const block of blocks) {
    if (block.type === 'lines') kept.addLater(digesting.lines(block));
    else if (block.type === 'lost') faults.add(block);
    else if (!(await kept.addEarlier(digesting.file(block, 'backwards')))) {
      faults.forget([block.path]);
      return lastOfPart(block.linesFrom(0, { name: block.path, midway: false }), wanted, digesting);
    }
  }
  return kept.digests;
}

/** Keeps as many digests as are needed, the latest of all. */
class LastDigests {
  readonly digests: Digest[] = [];
  readonly #faults: Faults;
  #missing: Amount;

  constructor(wanted: Amount, faults: Faults) {
    this.#missing = wanted;
    this.#faults = faults;
  }

  /**
   * Adds digests that come from the end of a log backwards, until there are enough records; false where there are pieces
   * of lines, which are joined only when the log is read from its beginning.
   */
  async addEarlier(digests: AsyncIterable<Digest>): Promise<boolean> {
    for await (const digest of digests) {
      if (hasPieces(digest.seen)) return false;
      const kept = own(digest);
      this.digests.unshift(kept);
      this.#missing = without(this.#missing, kept);
      if (!isEnough(this.#missing)) continue;
      if (this.#missing.count > 0) this.#faults.cut = true;
      break;
    }
    return true;
  }

  /** Adds a digest that is later than all others; drops the first where the rest is enough. */
  addLater(digest: Digest): void {
    const { digests } = this;
    const kept = own(digest);
    digests.push(kept);
    this.#missing = without(this.#missing, kept);
    for (let first = digests[0]; first !== undefined && digests.length > 1; first = digests[0]) {
      const { count, bytes } = this.#missing;
      const before = { count: count + recordsIn(first), bytes: bytes + first.records.text.length };
      if (!isEnough(before)) break;
      if (before.count > 0) this.#faults.cut = true;
      this.#missing = before;
      digests.shift();
    }
  }
}

/** A copy of the digest in its own memory, no more than it needs. */
function own(digest: Digest): Digest {
  return { ...digest, records: compact(digest.records) };
}

function recordsIn({ records }: Digest): number {
  return records.ends.length;
}
