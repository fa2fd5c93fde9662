// The characters that mean something in YAML, and those that can begin a plain scalar.
import { code, isBlank, isBlankOrEnd, ordinaryBut, type Chars } from './chars.ts';

export const SPACE = code(' ');
export const TAB = code('\t');
export const PERCENT = code('%');
export const LEFT_BRACKET = code('[');
export const RIGHT_BRACKET = code(']');
export const LEFT_BRACE = code('{');
export const RIGHT_BRACE = code('}');
export const COMMA = code(',');
export const MINUS = code('-');
export const DOT = code('.');
export const QUESTION = code('?');
export const COLON = code(':');
export const STAR = code('*');
export const AMPERSAND = code('&');
export const BANG = code('!');
export const BAR = code('|');
export const GREATER = code('>');
export const QUOTE = code("'");
export const DOUBLE_QUOTE = code('"');
export const HASH = code('#');

const INDICATORS = '-?:,[]{}#&*!|>\'"%@`';
const indicators = new Set(Array.from(INDICATORS, code));

/** Visible ASCII characters that begin a plain scalar wherever they stand; a "." can begin a document marker. */
export const beginsPlain = ordinaryBut(`${INDICATORS}.`);

/** Whether the character at the cursor begins a plain scalar; some indicators do where no blank follows. */
export function mayBeginPlain(chars: Chars, inFlow: boolean): boolean {
  const at = chars.at();
  if (!isBlankOrEnd(at) && !indicators.has(at)) return true;
  if (at === MINUS) return !isBlank(chars.at(1));
  return !inFlow && (at === QUESTION || at === COLON) && !isBlankOrEnd(chars.at(1));
}
