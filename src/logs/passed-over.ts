// What a folder holds and is not read: counted by reason, with the first names.
import { count } from '../core/plural.ts';
import type { FileKind } from '../core/ports.ts';

/** So many names are given for a reason. */
const MOST_NAMES = 3;

/** Reasons, and what is said of one and of several. */
const words = {
  empty: ['empty file', 'empty files'],
  eventless: ['file without an audit event at its beginning', 'files without an audit event at their beginning'],
  deeper: ['folder that lies too deep', 'folders that lie too deep'],
  known: ['that is read under another name', 'that are read under another name'],
  nowhere: ['link that leads nowhere', 'links that lead nowhere'],
  copy: ['packed copy of a file beside it', 'packed copies of files beside them'],
  pipe: ['pipe', 'pipes'],
  socket: ['socket', 'sockets'],
  device: ['device', 'devices'],
} as const satisfies Readonly<Partial<Record<FileKind, unknown>> & Record<string, readonly [string, string]>>;

export type PassedReason = keyof typeof words;

/** Counts what is passed over below one folder. */
export class PassedOver {
  readonly #folder: string;
  readonly #found = new Map<string, { one: string; many: string; names: string[]; count: number }>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  add(reason: PassedReason, path: string): void {
    const [one, many] = words[reason];
    this.#add(one, many, path);
  }

  /** Adds what could not be read, with the error. */
  addUnreadable(path: string, error: string): void {
    this.#add('that cannot be read', 'that cannot be read', path, `: ${error}`);
  }

  /** Adds a file of a format that is not read; `is` says which, after "file that is". */
  addForeign(is: string, path: string): void {
    this.#add(`file that is ${is}`, `files that are ${is}`, path);
  }

  /** All in one line; null where there is nothing. */
  get text(): string | null {
    if (this.#found.size === 0) return null;
    const rows = [...this.#found.values()].toSorted((a, b) => b.count - a.count || (a.one < b.one ? -1 : 1));
    const parts = rows.map(({ one, many, names, count: all }) => {
      const listed = [...names, ...(all > names.length ? ['…'] : [])].join(', ');
      return `${count(all, one, many)} (${listed})`;
    });
    return `passed over in ${this.#folder}: ${parts.join('; ')}`;
  }

  #add(one: string, many: string, path: string, more = ''): void {
    const found = this.#found.get(one) ?? { one, many, names: [], count: 0 };
    this.#found.set(one, found);
    found.count += 1;
    // The first by name, in whatever order they were looked at.
    found.names = [...found.names, `${path.slice(this.#folder.length + 1)}${more}`].toSorted().slice(0, MOST_NAMES);
  }
}
