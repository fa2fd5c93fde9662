// Generated lists of events in every spelling that JSON has, and damaged ones.
import type { Generated } from '../../kit/generated.ts';

type Random = Generated['random'];

const texts = [
  '',
  'a',
  'annotations',
  'kube-system',
  '"',
  '\\',
  '\\"',
  '}',
  '{"items":[',
  'é',
  '€',
  '😀',
  '\u2028',
  '\n',
  '\0',
  '\u007f',
  '\ud800',
];
const scalars = ['0', '-0', '-1', '10', '1.5', '1e9', '-2.50E-07', 'true', 'false', 'null'];

/** Generates texts of JSON. */
export class Lists {
  private readonly random: Random;
  private readonly own: readonly string[];
  /** White space around the values of this text. */
  private spaces: readonly string[] = [''];

  /** `own`: keys that annotations of events often have. */
  constructor(random: Random, own: readonly string[] = []) {
    this.random = random;
    this.own = own;
  }

  /** A list of events; most are as the API server writes them, with something odd here and there. */
  list(): string {
    const { random } = this;
    this.spaces = random.pick([[''], [''], ['', ' ', '\n', '\t', '\r\n  ']]);
    const members = [
      this.member('kind', this.string(random.chance(0.03) ? 'Event' : 'EventList')),
      this.member('apiVersion', random.chance(0.03) ? this.value(1) : this.string('audit.k8s.io/v1')),
      this.member('metadata', '{}'),
      this.member(
        'items',
        random.chance(0.05) ? this.value(2) : this.collection('[]', random.below(4), () => this.item()),
      ),
    ];
    if (random.chance(0.1)) members.splice(random.below(members.length), 1);
    if (random.chance(0.1))
      members.splice(random.below(members.length), 0, this.member(random.pick(texts), this.value(3)));
    if (random.chance(0.02)) members.push(random.pick(members));
    if (random.chance(0.1)) members.reverse();
    return `${this.space()}{${members.join(',')}${this.space()}}${random.pick(['\n', '\n', '', ' '])}`;
  }

  /** An event of few members, or now and then something else. */
  private item(): string {
    const { random } = this;
    if (random.chance(0.01)) return this.value(2);
    return this.collection('{}', random.below(5), () =>
      random.chance(0.35) ? this.member('annotations', this.annotations()) : this.member(this.key(), this.value(3)),
    );
  }

  private annotations(): string {
    const { random, own } = this;
    if (random.chance(0.01)) return this.value(1);
    if (random.chance(0.1)) return 'null';
    return this.collection('{}', random.below(4), () => {
      const key = random.chance(0.3) && own.length > 0 ? random.pick(own) : this.key();
      return this.member(key, random.chance(0.9) ? this.string(random.pick(texts)) : this.value(2));
    });
  }

  /** Any value, so many levels deep at most. */
  private value(levels: number): string {
    const { random } = this;
    const choice = levels === 0 ? random.below(2) : random.below(4);
    if (choice === 0) return random.pick(scalars);
    if (choice === 1) return this.string(random.pick(texts));
    if (choice === 2) return this.collection('[]', random.below(3), () => this.value(levels - 1));
    return this.collection('{}', random.below(3), () => this.member(this.key(), this.value(levels - 1)));
  }

  private collection([open = '', close = '']: string, count: number, element: () => string): string {
    const inner = Array.from({ length: count }, () => `${this.space()}${element()}${this.space()}`);
    return `${open}${inner.length === 0 ? this.space() : inner.join(',')}${close}`;
  }

  private member(key: string, value: string): string {
    return `${this.space()}${this.string(key)}${this.space()}:${this.space()}${value}`;
  }

  /** A string in one of its spellings. */
  private string(text: string): string {
    if (!this.random.chance(0.1)) return JSON.stringify(text);
    const letters = text.split('').map((letter) => {
      const isPlain = letter >= ' ' && letter < '\u007f' && letter !== '"' && letter !== '\\';
      if (isPlain && this.random.chance(0.7)) return letter;
      const code = letter.charCodeAt(0).toString(16).padStart(4, '0');
      return letter === '/' ? '\\/' : `\\u${this.random.chance(0.5) ? code : code.toUpperCase()}`;
    });
    return `"${letters.join('')}"`;
  }

  private key(): string {
    return this.random.pick(['level', 'auditID', 'requestObject', 'responseObject', 'a', ...texts]);
  }

  private space(): string {
    return this.random.pick(this.spaces);
  }
}

/** Bytes that JSON allows at few places only, and some that it allows nowhere. */
const oddBytes = Buffer.from(
  '"\\{}[]:, \n\t0-+.eEu/tfna1\0\x01\x0b\x1f\x7f\x80\xbf\xc0\xc2\xe0\xed\xa0\xf0\xf4\xf5\xff\xef',
  'latin1',
);

/** The same with one to three bytes or pieces removed, replaced, put in or repeated. */
export function damaged(random: Random, bytes: Uint8Array): Uint8Array {
  let letters = Buffer.from(bytes).toString('latin1');
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const at = random.below(letters.length + 1);
    const odd = String.fromCharCode(random.pick([...oddBytes]));
    const to = at + random.below(12);
    letters = random.pick([
      () => letters.slice(0, at),
      () => letters.slice(0, at) + letters.slice(at + 1),
      () => letters.slice(0, at) + odd + letters.slice(at),
      () => letters.slice(0, at) + odd + letters.slice(at + 1),
      () => letters.slice(0, to) + letters.slice(at),
      () => letters.slice(0, at) + letters.slice(to),
    ])();
  }
  return Buffer.from(letters, 'latin1');
}
