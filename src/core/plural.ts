// Numbers with their nouns: "1 place", "2 places".

/** A number and its noun, in the singular where the number is 1; `many` is the plural, where it is not `one` with an s. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The verb after `number` things: "is" or "are". */
export function isOrAre(number: number): 'is' | 'are' {
  return number === 1 ? 'is' : 'are';
}
