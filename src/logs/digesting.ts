// How blocks are digested: lines in this thread, large files by several.
import { createDigester, type Digest, type Digester, type DigestSettings } from '../events/digest.ts';
import type { DigestWork } from '../events/digest-work.ts';
import { isUnbounded } from '../events/filter.ts';
import { rawTest } from '../events/search/raw-test.ts';
import type { Crew, Threads } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { hasPieces } from '../events/left-out/seen.ts';
import type { Faults } from './faults.ts';
import { unreadRest } from './file-blocks.ts';
import { slowPattern } from './slow-pattern.ts';
import { crewSize, workedRanges } from './ranges.ts';
import type { Block, LargeFile, Lines, Origin } from './source.ts';

/** Bytes of a file that a thread reads at a time: more where they hold fewer wanted events. */
const LEAST_RANGE = 1024 * 1024;
const MOST_RANGE = 4 * 1024 * 1024;

/** What is to be done. */
export interface DigestingWork {
  readonly settings: DigestSettings;
  readonly faults: Faults;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How many sources are read at the same time. */
  readonly sources: number;
  /** Called with the number of bytes that were read. */
  readonly onRead?: (bytes: number) => void;
}

/** The means to digest; dispose of it to end the threads. */
export class Digesting implements AsyncDisposable {
  readonly faults: Faults;
  readonly #here: Digester;
  readonly #work: DigestingWork;
  readonly #threads: Threads;
  #crew: Crew<Digest> | undefined;
  /** Memory that a digest no longer needs. */
  #spare: ArrayBuffer | undefined;

  private constructor(here: Digester, work: DigestingWork, threads: Threads) {
    this.faults = work.faults;
    this.#here = here;
    this.#work = work;
    this.#threads = threads;
  }

  static async start(work: DigestingWork, threads: Threads): Promise<Digesting> {
    return new Digesting(await createDigester(work.settings, threads.within), work, threads);
  }

  /** Digests what a source gives, in its order. */
  async *digests(blocks: AsyncIterable<Block>): AsyncGenerator<Digest> {
    for await (const block of blocks) {
      if (block.type === 'lines') yield this.lines(block);
      else if (block.type === 'file') yield* this.file(block, 'forwards');
      else this.faults.add(block);
    }
  }

  /** Digests lines at once. */
  lines({ bytes, origin }: Lines): Digest {
    const spare = this.#spare;
    this.#spare = undefined;
    this.#work.onRead?.(bytes.length);
    const digest = this.#here([bytes], this.#work.now(), spare);
    this.#rejectSlow(digest, origin);
    this.faults.saw(origin, digest.seen);
    const memory = digest.records.text.buffer as ArrayBuffer;
    return { ...digest, records: { ...digest.records, done: () => (this.#spare = memory) } };
  }

  /**
   * Digests a large file by ranges, in its order or from its end, as far as it can be read. From the first range on that
   * has pieces of lines it is read as a stream; from its end they are given as they are.
   */
  async *file(file: LargeFile, order: 'forwards' | 'backwards'): AsyncGenerator<Digest> {
    try {
      yield* this.#ranges(file, order);
    } catch (error) {
      if (error instanceof Problem) throw error;
      this.faults.add(unreadRest(file.path, error));
    }
  }

  async *#ranges({ path, size, linesFrom }: LargeFile, order: 'forwards' | 'backwards'): AsyncGenerator<Digest> {
    const crew = this.#startedCrew();
    const { sources, faults, onRead } = this.#work;
    // Every source has at least one range in work, and all together keep the threads busy.
    const ahead = Math.max(1, Math.ceil((crew.size * 2) / sources));
    const least = Math.ceil(LEAST_RANGE / Math.min(4, sources));
    let range = least;
    const origin: Origin = { name: path, midway: false };
    const division = { path, size, order, ahead, range: () => range };
    let read = 0;
    for await (const { result, recycle, bytes } of workedRanges(crew, division)) {
      this.#rejectSlow(result, origin);
      if (order === 'forwards' && hasPieces(result.seen)) {
        yield* this.digests(linesFrom(read, origin));
        return;
      }
      read += bytes;
      faults.saw(origin, result.seen, order);
      onRead?.(bytes);
      const { records } = result;
      range = records.text.length * 8 < range ? Math.min(range * 2, MOST_RANGE) : least;
      const memory = records.text.buffer as ArrayBuffer;
      const reusable = records.text.length > 0;
      yield reusable ? { ...result, records: { ...records, done: () => recycle(memory) } } : result;
    }
  }

  #rejectSlow({ tooSlow }: Digest, { name }: Origin): void {
    if (tooSlow) throw slowPattern(this.#work.settings.filter.grep.filter(isUnbounded), name);
  }

  #startedCrew(): Crew<Digest> {
    const { settings, now } = this.#work;
    const work: DigestWork = { settings, now: now() };
    const count = crewSize(this.#threads);
    // Where bytes alone reject most lines this thread makes little garbage, and starting another costs more.
    this.#crew ??= this.#threads.start<Digest>('digest-work', work, count, rawTest(settings.filter) !== null);
    return this.#crew;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#crew?.[Symbol.asyncDispose]();
  }
}
