// The words of the project, in every text of the repository: code, comments, names, messages, documentation.
import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { avoidedWords } from './kit/words.ts';

const root = resolve(import.meta.dirname, '..');

/** Files whose words are not ours, or which speak about the words themselves. */
const left =
  /^(?:LICENSE|package-lock\.json|test\/kit\/words\.ts|test\/words\.test\.ts|.*\/vectors\/.*|.*\.(?:sum|mod))$/;

const paths = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && !left.test(path));

/** A name such as "takeBack" as words. */
function asWords(line: string): string {
  return line.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
}

/** The text without the table of these words in CONTRIBUTING. */
function withoutTable(text: string): string {
  return text.replaceAll(/(<!-- generated: words -->\n)[^]*?<!-- end -->/g, (table) =>
    '\n'.repeat(table.split('\n').length - 1),
  );
}

test.each(avoidedWords)('nowhere: $avoid', ({ pattern, allowed, write }) => {
  const found = paths.flatMap((path) =>
    withoutTable(readFileSync(resolve(root, path), 'utf8'))
      .split('\n')
      .flatMap((line, index) => {
        const text = allowed === undefined ? asWords(line) : asWords(line).replaceAll(allowed, '');
        return pattern.test(text) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [];
      }),
  );
  expect(found, `write: ${write}`).toEqual([]);
});
