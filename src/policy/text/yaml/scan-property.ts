// Anchors, tags and directives, as libyaml reads them. Source of the behaviour: go.yaml.in/yaml/v2 scannerc.go.
import { TextError } from '../text-error.ts';
import { code, isBlank, isBlankOrEnd, isDigit, isWord, type Chars } from './chars.ts';
import { endLine } from './scan-block.ts';

const afterName = new Set(['?', ':', ',', ']', '}', '%', '@', '`'].map(code));

/** The name after `&` or `*`; the cursor stands on the indicator. */
export function scanName(chars: Chars): string {
  const start = chars.offset;
  chars.skip();
  const name = readWord(chars);
  if (name === '' || !(isBlankOrEnd(chars.at()) || afterName.has(chars.at()))) {
    throw new TextError(
      'a name of letters, digits, "-" and "_" is expected after "&" or "*"',
      {
        start,
        end: start + 1,
      },
      'put the text in quotes if it is meant literally',
    );
  }
  return name;
}

/** A tag as handle and suffix; the cursor stands on "!". */
export function scanTag(chars: Chars): { handle: string; suffix: string } {
  const start = chars.offset;
  let handle = '';
  let suffix: string;
  chars.need(2);
  if (chars.at(1) === code('<')) {
    chars.skipMany(2);
    suffix = readUri(chars, '', start);
    if (chars.at() !== code('>')) throw badTag(start);
    chars.skip();
  } else {
    handle = readHandle(chars, start, false);
    if (handle.length > 1 && handle.endsWith('!')) {
      suffix = readUri(chars, '', start);
    } else {
      suffix = readUri(chars, handle, start);
      handle = suffix === '' ? '' : '!';
      if (suffix === '') suffix = '!';
    }
  }
  chars.need(1);
  if (!isBlankOrEnd(chars.at())) throw badTag(start);
  return { handle, suffix };
}

export type Directive =
  | { readonly type: 'version-directive'; readonly value: string; readonly suffix: '' }
  | { readonly type: 'tag-directive'; readonly value: string; readonly suffix: string };

/** A line that begins with "%"; the cursor stands on it. */
export function scanDirective(chars: Chars): Directive {
  const start = chars.offset;
  chars.skip();
  const name = readWord(chars);
  if ((name !== 'YAML' && name !== 'TAG') || !isBlankOrEnd(chars.at())) throw badDirective(start);
  passBlanks(chars);
  const directive: Directive =
    name === 'YAML'
      ? { type: 'version-directive', value: readVersion(chars, start), suffix: '' }
      : { type: 'tag-directive', ...readTagDirective(chars, start) };
  endLine(chars, start, 'a comment or the end of the line is expected after the directive');
  return directive;
}

function readVersion(chars: Chars, start: number): string {
  const number = (): string => {
    let digits = '';
    chars.need(1);
    while (isDigit(chars.at())) digits += chars.read();
    if (digits === '' || digits.length > 2) throw badDirective(start);
    return String(Number(digits));
  };
  const major = number();
  if (chars.at() !== code('.')) throw badDirective(start);
  chars.skip();
  return `${major}.${number()}`;
}

function readTagDirective(chars: Chars, start: number): { value: string; suffix: string } {
  const value = readHandle(chars, start, true);
  if (!isBlank(chars.at())) throw badDirective(start);
  passBlanks(chars);
  const suffix = readUri(chars, '', start);
  if (!isBlankOrEnd(chars.at())) throw badDirective(start);
  return { value, suffix };
}

function readHandle(chars: Chars, start: number, directive: boolean): string {
  chars.need(1);
  if (chars.at() !== code('!')) throw badTag(start);
  let handle = chars.read() + readWord(chars);
  if (chars.at() === code('!')) handle += chars.read();
  else if (directive && handle !== '!') throw badTag(start);
  return handle;
}

const uriMarks = new Set(Array.from(";/?:@&=+$,.!~*'()[]%", code));

/** The part of a tag after its handle. `head` is a handle that turned out to be part of it. */
function readUri(chars: Chars, head: string, start: number): string {
  let uri = head.slice(1);
  let any = head !== '';
  chars.need(1);
  while (isWord(chars.at()) || uriMarks.has(chars.at())) {
    uri += chars.at() === code('%') ? readOctets(chars, start) : chars.read();
    any = true;
  }
  if (!any) throw badTag(start);
  return uri;
}

/** One character of a tag, written as %-escaped bytes of UTF-8. */
function readOctets(chars: Chars, start: number): string {
  const bytes: number[] = [];
  let left = 1;
  while (left > 0) {
    chars.need(3);
    const match = /^%([0-9a-fA-F]{2})/.exec(chars.text.slice(chars.offset, chars.offset + 3));
    if (match === null) throw badTag(start);
    const octet = Number.parseInt(match[1] ?? '', 16);
    if (bytes.length === 0) left = lengthOf(octet);
    else if (octet >> 6 !== 2) left = 0;
    if (left === 0) throw badTag(start);
    bytes.push(octet);
    chars.skipMany(3);
    left -= 1;
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** How many bytes of UTF-8 begin with this one; 0 when none do. */
function lengthOf(octet: number): number {
  if (octet < 0x80) return 1;
  if (octet >> 5 === 6) return 2;
  if (octet >> 4 === 14) return 3;
  return octet >> 3 === 30 ? 4 : 0;
}

function readWord(chars: Chars): string {
  let word = '';
  chars.need(1);
  while (isWord(chars.at())) word += chars.read();
  return word;
}

function passBlanks(chars: Chars): void {
  chars.need(1);
  while (isBlank(chars.at())) chars.skip();
}

function badTag(start: number): TextError {
  return new TextError(
    'this is not a YAML tag',
    { start, end: start + 1 },
    'put the text in quotes if it is meant literally',
  );
}

function badDirective(start: number): TextError {
  return new TextError('this is not a YAML directive', { start, end: start + 1 }, 'leave the line out');
}
