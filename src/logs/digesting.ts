// How blocks are digested: in this thread, or by several for large files.
import { createDigester, type Digest, type Digester, type DigestSettings } from '../events/digest.ts';
import type { DigestWork } from '../events/digest-work.ts';
import { LONGEST_LINE } from '../events/lines.ts';
import type { Crew, Threads, Worked } from '../core/ports.ts';
import { rawTest } from '../events/raw-test.ts';
import type { Account } from './account.ts';

/** Bytes of a file that a thread takes at a time: more where little comes of them. */
const RANGE = 2 * 1024 * 1024;
const SELECTIVE_RANGE = 8 * 1024 * 1024;

/** A file below this size is read before threads would have started. */
export const LARGE_FILE = 24 * 1024 * 1024;

const MOST_THREADS = 4;

/** The means to digest; dispose of it to end the threads. */
export class Digesting implements AsyncDisposable {
  readonly here: Digester;
  readonly account: Account;
  readonly #settings: DigestSettings;
  readonly #threads: Threads;
  readonly #now: () => number;
  #crew: Crew<Digest> | undefined;

  private constructor(here: Digester, settings: DigestSettings, account: Account, threads: Threads, now: () => number) {
    this.here = here;
    this.account = account;
    this.#settings = settings;
    this.#threads = threads;
    this.#now = now;
  }

  static async start(
    settings: DigestSettings,
    account: Account,
    threads: Threads,
    now: () => number,
  ): Promise<Digesting> {
    return new Digesting(await createDigester(settings), settings, account, threads, now);
  }

  /** Digests a block at once. */
  block(bytes: Uint8Array): Digest {
    return this.here(bytes, this.#now());
  }

  /** Digests a large file by ranges, in its order or from its end. */
  async *file(path: string, size: number, order: 'forwards' | 'backwards' = 'forwards'): AsyncGenerator<Digest> {
    const crew = this.#startedCrew();
    const range = rawTest(this.#settings.filter) === null ? RANGE : SELECTIVE_RANGE;
    const ascending = Array.from({ length: Math.ceil(size / range) }, (_, index) => index * range);
    const starts = order === 'forwards' ? ascending : ascending.toReversed();
    const running: Promise<Worked<Digest>>[] = [];
    let next = 0;
    for (;;) {
      while (next < starts.length && running.length < crew.size * 2) {
        const from = starts[next] ?? 0;
        next += 1;
        const run = crew.run({ path, from, to: Math.min(size, from + range), longest: LONGEST_LINE });
        // Whoever stops early waits for none of these; whoever reads on meets the error below.
        run.catch(() => undefined);
        running.push(run);
      }
      const first = running.shift();
      if (first === undefined) return;
      const { result, overlong, recycle } = await first;
      this.account.overlong += overlong;
      const done = (): void => recycle(result.records.text.buffer as ArrayBuffer);
      yield result.records.text.length === 0 ? result : { ...result, records: { ...result.records, done } };
    }
  }

  #startedCrew(): Crew<Digest> {
    const work: DigestWork = { settings: this.#settings, now: this.#now() };
    const count = Math.max(1, Math.min(MOST_THREADS, this.#threads.processors));
    this.#crew ??= this.#threads.start<Digest>('digest-work', work, count);
    return this.#crew;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#crew?.[Symbol.asyncDispose]();
  }
}
