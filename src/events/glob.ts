// Patterns of filters: a text, "*" for any stretch of it, "!" in front to negate.

/** A test of a whole value. Only "*" is special; runs in linear time. */
export function glob(pattern: string): (value: string) => boolean {
  const parts = pattern.split('*');
  const [first = ''] = parts;
  if (parts.length === 1) return (value) => value === first;
  const last = parts.at(-1) ?? '';
  const middle = parts.slice(1, -1).filter((part) => part !== '');
  return (value) => {
    if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false;
    let at = first.length;
    const end = value.length - last.length;
    for (const part of middle) {
      const found = value.indexOf(part, at);
      if (found < 0 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}

/** Splits "!pattern". */
export function negation(text: string): { negated: boolean; pattern: string } {
  return text.startsWith('!') ? { negated: true, pattern: text.slice(1) } : { negated: false, pattern: text };
}
