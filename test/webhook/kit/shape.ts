// The judge of places in a list of events: a text that JSON.parse accepts, cut into tokens.

export type Place = readonly [start: number, end: number];

/** What a list of events holds, by its offsets. */
export interface Shape {
  /** The keys of the list, in order and with repetitions. */
  readonly keys: readonly string[];
  readonly items: readonly Place[];
  /** The value of each item's last annotations; where there are none, the place of the item's closing brace, twice. */
  readonly annotations: readonly Place[];
  /** The value of each "annotations" of an item, also of those that are repeated. */
  readonly notes: readonly string[];
}

/** The text of some bytes, one letter for each, so that offsets are those of the bytes. */
export function lettersOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** What JSON.parse makes of a piece of such a text. */
export function valueOf(letters: string): unknown {
  return JSON.parse(Buffer.from(letters, 'latin1').toString());
}

/** The shape of a text that is valid JSON. */
export function shapeOf(letters: string): Shape {
  const tokens = [...letters.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs)];
  const keys: string[] = [];
  const items: Place[] = [];
  const annotations: Place[] = [];
  const notes: string[] = [];
  let depth = 0;
  let itemStart = 0;
  let noted: Place | null = null;
  /** Where the value of an item's annotations begins, while it is open. */
  let open: number | null = null;
  for (const [index, { 0: token, index: at }] of tokens.entries()) {
    const isIn = keys.at(-1) === 'items';
    if (token === '{' || token === '[') {
      if (token === '{' && depth === 2 && isIn) [itemStart, noted] = [at, null];
      depth += 1;
    } else if (token === '}' || token === ']') {
      depth -= 1;
      if (token === '}' && depth === 2 && isIn) {
        items.push([itemStart, at + 1]);
        annotations.push(noted ?? [at, at]);
      }
    }
    const end = at + token.length;
    const isKey = tokens[index + 1]?.[0] === ':';
    if (isKey && depth === 1) keys.push(valueOf(token) as string);
    if (isKey && depth === 3 && isIn && valueOf(token) === 'annotations') open = tokens[index + 2]?.index ?? 0;
    else if (open !== null && at >= open && depth === 3) {
      notes.push(letters.slice(open, end));
      [noted, open] = [[open, end], null];
    }
  }
  return { keys, items, annotations, notes };
}
