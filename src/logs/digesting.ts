// How blocks are digested: in this thread, or by several for large files.
import { createDigester, type Digest, type Digester, type DigestSettings } from '../events/digest.ts';
import type { DigestWork } from '../events/digest-work.ts';
import { rawTest } from '../events/raw-test.ts';
import type { Crew, Threads } from '../core/ports.ts';
import type { Account } from './account.ts';
import { crewSize, workedRanges } from './ranges.ts';

/** Bytes of a file that a thread takes at a time: the more, the less comes of them. */
const LEAST_RANGE = 1024 * 1024;
const MOST_RANGE = 4 * 1024 * 1024;

/** A file below this size is read before threads would have started. */
export const LARGE_FILE = 24 * 1024 * 1024;

/** What is to be done. */
export interface DigestingWork {
  readonly settings: DigestSettings;
  readonly account: Account;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How many sources are read at the same time. */
  readonly sources: number;
  /** Is told of bytes that were read. */
  readonly onRead?: (bytes: number) => void;
}

/** The means to digest; dispose of it to end the threads. */
export class Digesting implements AsyncDisposable {
  readonly account: Account;
  readonly #here: Digester;
  readonly #work: DigestingWork;
  readonly #threads: Threads;
  #crew: Crew<Digest> | undefined;
  /** Memory that a digest is done with. */
  #spare: ArrayBuffer | undefined;

  private constructor(here: Digester, work: DigestingWork, threads: Threads) {
    this.account = work.account;
    this.#here = here;
    this.#work = work;
    this.#threads = threads;
  }

  static async start(work: DigestingWork, threads: Threads): Promise<Digesting> {
    return new Digesting(await createDigester(work.settings), work, threads);
  }

  /** Digests a block at once. */
  block(bytes: Uint8Array): Digest {
    const spare = this.#spare;
    this.#spare = undefined;
    this.#work.onRead?.(bytes.length);
    const digest = this.#here([bytes], this.#work.now(), spare);
    const memory = digest.records.text.buffer as ArrayBuffer;
    return { ...digest, records: { ...digest.records, done: () => (this.#spare = memory) } };
  }

  /** Digests a large file by ranges, in its order or from its end. */
  async *file(path: string, size: number, order: 'forwards' | 'backwards' = 'forwards'): AsyncGenerator<Digest> {
    const crew = this.#startedCrew();
    const { sources, account, onRead } = this.#work;
    // Every source has at least one range in work, and all together keep the threads busy.
    const ahead = Math.max(1, Math.ceil((crew.size * 2) / sources));
    const least = Math.ceil(LEAST_RANGE / Math.min(4, sources));
    let range = least;
    const division = { path, size, order, ahead, range: () => range };
    for await (const { result, overlong, recycle, bytes } of workedRanges(crew, division)) {
      account.overlong += overlong;
      onRead?.(bytes);
      const { records } = result;
      range = records.text.length * 8 < range ? Math.min(range * 2, MOST_RANGE) : least;
      const memory = records.text.buffer as ArrayBuffer;
      const reusable = records.text.length > 0;
      yield reusable ? { ...result, records: { ...records, done: () => recycle(memory) } } : result;
    }
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
