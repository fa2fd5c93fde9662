// Texts that are kept longer than the text that they were cut from.

/**
 * A copy of a text with memory of its own. A piece of a large text is only a view of it in the JavaScript engine, which keeps
 * all of the large one for as long as the piece lives.
 */
export function ownText(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}
