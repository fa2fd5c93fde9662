// A strict reader of XML without namespaces, comments and sections of its own: for what a test must find well-formed.

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** The text between its tags, without that of its children. */
  readonly text: string;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Reads a document with its declaration. Throws where it is not well-formed. */
export function readXml(document: string): Element {
  const declaration = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/.exec(document);
  if (declaration === null) throw new Error('no XML declaration');
  // oxlint-disable-next-line no-control-regex
  if (/[\0-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(document) || /\p{Surrogate}/u.test(document)) {
    throw new Error('a character that XML does not have');
  }
  const { element, end } = readElement(document, declaration[0].length);
  if (document.slice(end).trim() !== '') throw new Error('something follows the root');
  return element;
}

function readElement(text: string, start: number): { element: Element; end: number } {
  const open = /<([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/y;
  open.lastIndex = start;
  const [tag = '', name = '', written = '', closed] = open.exec(text) ?? fail(text, start);
  const pairs = Array.from(written.matchAll(/ ([a-z]+)="([^"]*)"/g), ([, key = '', value = '']) => [key, plain(value)]);
  const attributes: Record<string, string> = Object.fromEntries(pairs);
  if (Object.keys(attributes).length < pairs.length) throw new Error(`${name}: an attribute is there twice`);
  let at = start + tag.length;
  if (closed === '/') return { element: { name, attributes, children: [], text: '' }, end: at };
  const children: Element[] = [];
  let inner = '';
  while (!text.startsWith(`</${name}>`, at)) {
    if (text[at] === '<') {
      const { element, end } = readElement(text, at);
      children.push(element);
      at = end;
    } else {
      const end = text.indexOf('<', at);
      if (end < 0) fail(text, at);
      inner += plain(text.slice(at, end));
      at = end;
    }
  }
  return { element: { name, attributes, children, text: inner }, end: at + name.length + '</>'.length };
}

function plain(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|([a-z]+))?(;?)/g, (whole, code?: string, name?: string, end?: string) => {
    const found = code === undefined ? entities[name ?? ''] : String.fromCodePoint(Number(code));
    if (found === undefined || end === '') throw new Error(`${whole} is no entity`);
    return found;
  });
}

function fail(text: string, at: number): never {
  throw new Error(`not well-formed: ${text.slice(at, at + 40)}`);
}
