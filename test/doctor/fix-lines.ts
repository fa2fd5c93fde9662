// The command lines in a fix, read with the program's own table of commands.
import { parseArguments } from '../../src/cli/parse.ts';

/** The calls of kind-audit in a text, each as its words without the program's name. */
export function callsIn(text: string): readonly (readonly string[])[] {
  return [...text.matchAll(/\bkind-audit (?=[a-z])/g)]
    .filter(({ index }) => !/[/'\w-]$/.test(text.slice(0, index)))
    .map(({ index }) => wordsOf(text.slice(index + 'kind-audit '.length)));
}

/** The words up to the end of a command: "&&", "|", ">", ";", a comma, or a bracket. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  for (const [whole, quoted, plain = ''] of text.matchAll(/'((?:[^']|'\\'')*)'|(\S+)/g)) {
    if (quoted !== undefined) words.push(quoted.replaceAll(`'\\''`, "'"));
    else if (/^(?:&&|\||>|\()/.test(whole)) break;
    else {
      words.push(plain.replace(/[;,)]$/, ''));
      if (/[;,)]$/.test(plain)) break;
    }
  }
  return words;
}

/** What is wrong with the commands of a fix: one that does not parse, or that does not name its cluster. */
export async function wrongCalls(text: string): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const words of callsIn(text)) {
    const line = `kind-audit ${words.join(' ')}`;
    try {
      const parsed = await parseArguments(words, '0.0.0');
      if (!('call' in parsed)) wrong.push(`${line}: it is no command`);
    } catch (error) {
      wrong.push(`${line}: ${String(error)}`);
    }
    if (!/^(?:setup|policy|schema|image)\b/.test(words.join(' ')) && !words.includes('--name'))
      wrong.push(`${line}: it does not name the cluster`);
  }
  return wrong;
}
