// The URLs of nonResourceURLs, looked up by path or by beginning: in the time that a text takes, however many they are.
import { isResourcePath } from '../request/resource-path.ts';
import { beginningOf } from './match.ts';
import { unnamed } from './unnamed.ts';

/** The paths that URLs name. */
export class NamedUrls {
  private readonly all: ReadonlySet<string>;
  private readonly sorted: readonly string[];

  constructor(urls: readonly string[]) {
    this.all = new Set(urls);
    this.sorted = [...this.all].toSorted((a, b) => (a < b ? -1 : 1));
  }

  /**
   * A path below a beginning that none of the URLs name; of those that end in "*" only those match it that match everything
   * below. It is never the address of a resource, unless the beginning is one.
   */
  unnamedPath(beginning = '/'): string {
    // After "/api/v1/" whatever is no further "/" is a resource.
    if (isResourcePath(`${beginning}a`)) return unnamed(`${beginning}/`, this.all, '/');
    const next = new Set<string>();
    for (let at = this.firstFrom(beginning); this.sorted[at]?.startsWith(beginning) === true; at += 1)
      next.add(this.sorted[at]?.charAt(beginning.length) ?? '');
    const word = beginning.endsWith('/') ? 'some-path' : '~some-path';
    if (!next.has(word.charAt(0))) return `${beginning}${word}`;
    // Some letter begins none of them.
    let letter = 'a'.charCodeAt(0);
    while (next.has(String.fromCharCode(letter))) letter += 1;
    return `${beginning}${String.fromCharCode(letter)}`;
  }

  /**
   * Paths that stand for all that a URL matches: the path itself, or the beginning and one path that is longer. None is the
   * address of a resource, since no request for a path has it.
   */
  pathsFor(url: string): readonly string[] {
    const beginning = beginningOf(url);
    const all =
      url === '*' ? [this.unnamedPath()] : url.endsWith('*') ? [beginning, this.unnamedPath(beginning)] : [url];
    return all.filter((path) => !isResourcePath(path));
  }

  /** The place of the first URL that is not before a text. */
  private firstFrom(text: string): number {
    let [from, to] = [0, this.sorted.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.sorted[middle] ?? '') < text) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

/** Which of several lists of URLs match a path. */
export class UrlRows {
  private readonly exact = new Map<string, number[]>();
  private readonly byBeginning = new Map<string, number[]>();
  private readonly lengths: readonly number[];

  constructor(lists: readonly (readonly string[])[]) {
    for (const [row, urls] of lists.entries()) {
      for (const url of urls) {
        addTo(this.exact, url, row);
        if (url.endsWith('*')) addTo(this.byBeginning, beginningOf(url), row);
      }
    }
    this.lengths = [...new Set([...this.byBeginning.keys()].map(({ length }) => length))].toSorted((a, b) => a - b);
  }

  /** The places of the lists, in their order. */
  of(path: string): readonly number[] {
    const rows = new Set(this.exact.get(path));
    for (const length of this.lengths) {
      if (length > path.length) break;
      for (const row of this.byBeginning.get(path.slice(0, length)) ?? []) rows.add(row);
    }
    return [...rows].toSorted((a, b) => a - b);
  }
}

function addTo(rows: Map<string, number[]>, key: string, row: number): void {
  const known = rows.get(key);
  if (known === undefined) rows.set(key, [row]);
  else known.push(row);
}
