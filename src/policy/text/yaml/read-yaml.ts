// Reads the first document of a YAML text as the API server does. Source of the behaviour: go.yaml.in/yaml/v2 parserc.go.
import type { Tree } from '../tree.ts';
import { step } from './collections.ts';
import type { RepeatedKey } from './keys.ts';
import { NodeReader, unexpected } from './node-reader.ts';
import { Scanner } from './scanner.ts';
import type { TokenType } from './token.ts';
import { TreeBuilder } from './tree-builder.ts';

export interface ReadYaml {
  readonly tree: Tree;
  readonly repeated: readonly RepeatedKey[];
  /** Where unread text begins: after the first document. Null when there is none. */
  readonly unread: number | null;
}

/** Throws a TextError where the API server cannot read the text. */
export function readYaml(text: string): ReadYaml {
  const parser = new Parser(text);
  parser.document();
  const unread = parser.unread();
  const { builder } = parser;
  return { tree: builder.finish(), repeated: builder.repeated, unread };
}

const documentEnds = new Set<TokenType>([
  'version-directive',
  'tag-directive',
  'document-start',
  'document-end',
  'stream-end',
]);

class Parser {
  readonly builder = new TreeBuilder();
  private readonly scanner: Scanner;
  private readonly reader: NodeReader;

  constructor(text: string) {
    this.scanner = new Scanner(text);
    this.reader = new NodeReader(this.scanner, this.builder);
  }

  document(): void {
    const first = this.scanner.peek();
    if (first.type === 'stream-end') return;
    const explicit = documentEnds.has(first.type) && first.type !== 'document-end';
    if (explicit) {
      this.directives();
      const start = this.scanner.peek();
      if (start.type !== 'document-start') throw unexpected(start, 'a "---" line is expected after the directives');
      this.reader.take(start);
    }
    const next = this.scanner.peek();
    if (explicit && documentEnds.has(next.type)) this.reader.emptyAt(next.start);
    else this.reader.begin(next, true, false);
    const { builder } = this;
    while (builder.innermost !== null) step(this.reader, builder.innermost);
    // libyaml looks at one token after the document, which must at least be one.
    this.scanner.peek();
  }

  /** Looks after the document, without caring whether it could be read. */
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
