// A file that is looked at again and again: its newest content, and what keeps it from being read.
import { sameContent } from '../../core/content.ts';
import { kindInWords, readNamed } from '../../core/named-file.ts';
import { absolutePath } from '../../core/path.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { pasteable } from '../../core/shell-quote.ts';
import { systemProblem } from '../../core/system-error.ts';
import { MOST_POLICY_BYTES } from '../../cluster/policy-source.ts';

/** How often to look, in milliseconds. */
export const LOOK_MS = 200;

/** A content counts when it is the same after so many milliseconds: an editor may still be writing. */
const SETTLE_MS = 50;
/** For so long it may differ each time. */
const MOST_LOOKS = 20;

/** For so many milliseconds a file may be away: editors remove the old one before the new one has its name. */
const PATIENCE_MS = 2000;

/** A content that was saved, and the last look before it, in milliseconds of the monotonic clock. */
export interface Save {
  readonly bytes: Uint8Array;
  readonly after: number;
}

type Place = Pick<World, 'files' | 'cwd' | 'signal' | 'clock'>;

/** Looks at one file. Only the newest content is kept, however often it is saved. */
export class SavedFile {
  readonly #world: Place;
  readonly #name: string;
  #seen: Uint8Array;
  #save: Save | null = null;
  #lookedAt: number;
  #trouble: { readonly since: number; readonly problem: Problem } | null = null;
  #told: string | null = null;

  /** `content` is what was read of it already. */
  constructor(world: Place, name: string, content: Uint8Array) {
    this.#world = world;
    this.#name = name;
    this.#seen = content;
    this.#lookedAt = world.clock.monotonic();
  }

  /** Looks once. What fails is kept, not thrown. */
  async look(): Promise<void> {
    const { clock } = this.#world;
    const after = this.#lookedAt;
    const at = clock.monotonic();
    const found = await this.#settled(await this.#read());
    this.#lookedAt = at;
    if (found instanceof Problem) {
      this.#trouble = { since: this.#trouble?.since ?? at, problem: found };
      return;
    }
    this.#trouble = null;
    if (sameContent(found, this.#seen)) return;
    this.#seen = found;
    this.#save = { bytes: found, after };
  }

  /** Looks until the signal is aborted. */
  async lookUntil(signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        await this.#world.clock.sleep(LOOK_MS, signal);
        await this.look();
      }
    } catch (error) {
      if (!signal.aborted && !this.#world.signal.aborted) throw error;
    }
  }

  /** The newest content where it is another than this one; each save is given once. */
  takeOther(content: Uint8Array): Save | null {
    const save = this.#save;
    this.#save = null;
    return save === null || sameContent(save.bytes, content) ? null : save;
  }

  /** What has kept the file from being read for a while, or that this is over; each is given once. */
  takeNews(): Problem | 'readable' | null {
    const told = this.#told;
    if (this.#trouble === null) {
      this.#told = null;
      return told === null ? null : 'readable';
    }
    const { since, problem } = this.#trouble;
    if (problem.message === told || this.#world.clock.monotonic() - since < PATIENCE_MS) return null;
    this.#told = problem.message;
    return problem;
  }

  /** The content once two looks agree. */
  async #settled(first: Uint8Array | Problem): Promise<Uint8Array | Problem> {
    if (first instanceof Problem || sameContent(first, this.#seen)) return first;
    let last = first;
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      await this.#world.clock.sleep(SETTLE_MS, this.#world.signal);
      const next = await this.#read();
      if (next instanceof Problem || sameContent(next, last)) return next;
      last = next;
    }
    return last;
  }

  async #read(): Promise<Uint8Array | Problem> {
    const name = this.#name;
    try {
      const kind = await kindInWords(this.#world, absolutePath(this.#world.cwd, name));
      if (kind !== null) return this.#unusable(`${name} is ${kind}`);
      const bytes = await readNamed(this.#world, name, MOST_POLICY_BYTES);
      return bytes ?? this.#unusable(`there is no file ${name} any more`);
    } catch (error) {
      this.#world.signal.throwIfAborted();
      const problem = error instanceof Problem ? error : systemProblem(error);
      if (problem === null) throw error;
      return problem;
    }
  }

  #unusable(text: string): Problem {
    return new Problem('file-unreadable', text, { hint: `save it again; ${pasteable(['ls', '-ld', this.#name])}` });
  }
}
