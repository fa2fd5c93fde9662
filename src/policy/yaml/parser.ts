// Builds the nodes of the first document of a YAML text. Source of the behaviour: go.yaml.in/yaml/v2 parserc.go, decode.go.
import { step } from './collections.ts';
import { NodeReader, unexpected } from './node-reader.ts';
import { emptyNode, type YamlNode } from './nodes.ts';
import { Scanner } from './scanner.ts';
import type { TokenType } from './token.ts';

export interface ParsedYaml {
  /** The first document's node; null when there is none. */
  readonly node: YamlNode | null;
  /** Where something stands behind the first document, which nobody reads. */
  readonly unread: number | null;
}

/** Reads the first document. Throws a TextError on bad syntax. */
export function parseYaml(text: string): ParsedYaml {
  const parser = new Parser(text);
  const node = parser.document();
  return { node, unread: parser.unread() };
}

const documentEnds = new Set<TokenType>([
  'version-directive',
  'tag-directive',
  'document-start',
  'document-end',
  'stream-end',
]);

class Parser {
  private readonly scanner: Scanner;
  private readonly reader: NodeReader;

  constructor(text: string) {
    this.scanner = new Scanner(text);
    this.reader = new NodeReader(this.scanner);
  }

  document(): YamlNode | null {
    const first = this.scanner.peek();
    if (first.type === 'stream-end') return null;
    const explicit = documentEnds.has(first.type) && first.type !== 'document-end';
    if (explicit) {
      this.directives();
      const start = this.scanner.peek();
      if (start.type !== 'document-start') throw unexpected(start, 'a "---" line is expected behind the directives');
      this.reader.take(start);
    }
    const next = this.scanner.peek();
    const roots: YamlNode[] = [];
    if (explicit && documentEnds.has(next.type)) roots.push(emptyNode(next.start));
    else this.reader.begin(roots, true, false);
    // No recursion: a text may nest deeper than a stack reaches.
    for (let frame = this.reader.frames.at(-1); frame !== undefined; frame = this.reader.frames.at(-1))
      step(this.reader, frame);
    // libyaml looks at one token behind the document, which must at least be one.
    this.scanner.peek();
    return roots[0] ?? null;
  }

  /** Looks behind the document, without caring whether it could be read. */
  unread(): number | null {
    let token = this.scanner.peek();
    const start = token.start;
    try {
      while (token.type === 'document-end' || token.type === 'document-start') {
        this.scanner.skip();
        token = this.scanner.peek();
      }
    } catch {
      return start;
    }
    return token.type === 'stream-end' ? null : start;
  }

  private directives(): void {
    let version = false;
    const own = new Set<string>();
    for (let token = this.scanner.peek(); ; token = this.scanner.peek()) {
      if (token.type === 'version-directive') {
        if (version || token.value !== '1.1') {
          throw unexpected(token, 'only the directive %YAML 1.1 is understood', 'leave the line out');
        }
        version = true;
      } else if (token.type === 'tag-directive') {
        if (own.has(token.value)) throw unexpected(token, `the handle ${token.value} is declared twice`);
        own.add(token.value);
        this.reader.handles.set(token.value, token.suffix);
      } else {
        return;
      }
      this.reader.take(token);
    }
  }
}
