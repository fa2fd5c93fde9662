// The words of a command that a user has written as one text, split as a shell does it; nothing in it is expanded.

/** The words, with quotes and backslashes removed; null where a quote is not closed. */
export function shellWords(text: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    const next = text[at + 1];
    if (quote !== '' && char === quote) quote = '';
    else if (char === '\\' && next !== undefined && (quote === '' || (quote === '"' && '"\\$`'.includes(next)))) {
      word = `${word ?? ''}${next}`;
      at += 1;
    } else if (quote !== '') word = `${word ?? ''}${char}`;
    else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = `${word ?? ''}${char}`;
  }
  if (quote !== '') return null;
  return word === null ? words : [...words, word];
}
