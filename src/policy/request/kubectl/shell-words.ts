// A command line split into words as a POSIX shell does it, where that needs no shell.
import { Refusal } from '../refusal.ts';

/** The words of a line: quotes and backslashes are undone. Throws a Refusal for what only a running shell can know. */
export function shellWords(line: string): readonly string[] {
  const words: string[] = [];
  const piece = /\s+|'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])|([^\s'"\\]+)|([\s\S])/gy;
  let word: string | null = null;
  for (const [whole, single, double, escaped, plain, broken] of line.matchAll(piece)) {
    if (broken !== undefined) throw new Refusal(`the command has a ${broken} that does not end`, 'close the quotes');
    if (/^\s/.test(whole)) {
      if (word !== null) words.push(word);
      word = null;
      continue;
    }
    const special = /[|&;<>()$`]/.exec(plain ?? '') ?? /[$`]/.exec(double?.replaceAll(/\\[\s\S]/g, '') ?? '');
    if (special !== null) {
      throw new Refusal(
        `the command has a ${special[0]}, which is for a shell`,
        'give one kubectl command, with its values written out',
      );
    }
    word = `${word ?? ''}${single ?? double?.replaceAll(/\\([$`"\\])/g, '$1') ?? escaped ?? plain ?? ''}`;
  }
  return word === null ? words : [...words, word];
}
