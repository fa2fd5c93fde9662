// The contract of files that grow: cases for test/io/files-contract.test.ts.
import type { Case } from './whole-file-cases.ts';

export const growingFileCases: readonly Case[] = [
  [
    'a file that grows has what was added, and its mode',
    async ({ files, at, modeOf }) => {
      const grown = await files.createGrowing(at('f'), 0o600);
      await grown?.append(Buffer.from('a'));
      await grown?.append(Buffer.from('bc'));
      await grown?.close();
      return [await files.read(at('f')), modeOf('f')];
    },
    ['abc', 0o600],
  ],
  [
    'what is there does not grow, nor does a folder',
    async ({ files, at }) => {
      await files.write(at('f'), 'x');
      await files.makeDir(at('d'));
      const grown = [await files.createGrowing(at('f'), 0o600), await files.createGrowing(at('d'), 0o600)];
      return [...grown, await files.read(at('f'))];
    },
    [null, null, 'x'],
  ],
  [
    'nothing grows in a folder that is not there',
    async ({ files, at }) => files.createGrowing(at('none/f'), 0o600),
    'ENOENT',
  ],
];
