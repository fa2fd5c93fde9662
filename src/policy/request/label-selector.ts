// Whether a label selector is well-formed: a bad one makes the API server ignore the field selector as well.
// Source: k8s.io/apimachinery pkg/labels/selector.go, Parse.

type Token = { readonly type: 'symbol' | 'word' | 'end'; readonly text: string };

/** Whether the API server can read a label selector. */
export function isLabelSelector(text: string): boolean {
  return new Checker(tokenize(text)).check();
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  // A NUL directly after a token is swallowed; any other ends the text, as it ends Kubernetes' lexer.
  const pattern = /[ \t\r\n]*(==|!=|[=!<>(),]|[^ \t\r\n=!<>(),\0]+)\0?/y;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const found = match[1] ?? '';
    tokens.push({ type: /^[=!<>(),]/.test(found) ? 'symbol' : 'word', text: found });
  }
  return [...tokens, { type: 'end', text: '' }];
}

class Checker {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  check(): boolean {
    if (this.peek().type === 'end') return true;
    for (;;) {
      if (!this.requirement()) return false;
      if (this.peek().type === 'end') return true;
      if (!this.take(',')) return false;
      const next = this.peek();
      if (next.type !== 'word' && next.text !== '!') return false;
    }
  }

  private peek(): Token {
    return this.tokens[this.at] as Token;
  }

  private take(symbol: string): boolean {
    const next = this.peek();
    if (next.type !== 'symbol' || next.text !== symbol) return false;
    this.at += 1;
    return true;
  }

  private word(): string | null {
    const next = this.peek();
    if (next.type !== 'word') return null;
    this.at += 1;
    return next.text;
  }

  private atItsEnd(): boolean {
    const next = this.peek();
    return next.type === 'end' || next.text === ',';
  }

  private requirement(): boolean {
    const absent = this.take('!');
    const key = this.word();
    if (key === null || !isLabelKey(key)) return false;
    if (absent || this.atItsEnd()) return true;
    const operator = this.peek();
    this.at += 1;
    if (operator.text === 'in' || operator.text === 'notin') return this.values();
    if (operator.type !== 'symbol' || !/^(?:==?|!=|[<>])$/.test(operator.text)) return false;
    const value = this.atItsEnd() ? '' : this.word();
    if (value === null || !isLabelValue(value)) return false;
    return operator.text !== '<' && operator.text !== '>' ? true : isInt64(value);
  }

  /** (a, b): an empty place is the empty value. */
  private values(): boolean {
    if (!this.take('(')) return false;
    if (this.take(')')) return true;
    for (;;) {
      const value = this.word();
      if (value !== null && !isLabelValue(value)) return false;
      if (this.take(')')) return true;
      if (!this.take(',')) return false;
      if (value === null) this.take(',');
      if (this.take(')')) return true;
    }
  }
}

function isLabelKey(key: string): boolean {
  const parts = key.split('/');
  const name = parts.at(-1) ?? '';
  if (parts.length > 2 || name.length > 63 || !/^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name)) return false;
  const [prefix] = parts;
  if (parts.length === 1 || prefix === undefined) return true;
  return prefix.length <= 253 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/.test(prefix);
}

function isLabelValue(value: string): boolean {
  return value.length <= 63 && /^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value);
}

/** Go's strconv.ParseInt with base 10 and 64 bits. */
export function isInt64(text: string): boolean {
  if (!/^[-+]?\d+$/.test(text)) return false;
  const value = BigInt(text.replace('+', ''));
  return value >= -(2n ** 63n) && value < 2n ** 63n;
}
