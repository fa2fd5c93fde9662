// The part of the contract of Files that is about reading a file whole, and about giving it new content.
import type { Files } from '../../src/core/ports.ts';

/** Files under test, and a path below the folder that is all there is. */
export interface Place {
  readonly files: Files;
  at(name: string): string;
  /** The permissions of a file. */
  modeOf(name: string): number;
}

/** What is done, and what comes of it: a value, or the code of an error. */
export type Case = readonly [title: string, act: (place: Place) => Promise<unknown>, expected: unknown];

export const wholeFileCases: readonly Case[] = [
  [
    'what is read whole is a file of no more than so many bytes',
    async ({ files, at }) => {
      await files.write(at('f'), 'abc');
      const read = async (name: string, most: number): Promise<unknown> => {
        const found = await files.readWhole(at(name), most);
        return found instanceof Uint8Array ? Buffer.from(found).toString() : found;
      };
      return [await read('f', 3), await read('f', 2), await read('.', 3), await read('none', 3), await read('f/g', 3)];
    },
    ['abc', 'large', 'directory', null, null],
  ],
  [
    'replace keeps the mode, creates what is not there, and leaves folders alone',
    async ({ files, at, modeOf }) => {
      await files.write(at('private'), 'old', 0o600);
      await files.makeDir(at('d'));
      const outcomes = [
        await files.replace(at('private'), 'new'),
        await files.replace(at('fresh'), 'text'),
        await files.replace(at('d'), 'text'),
      ];
      return [
        outcomes,
        await files.read(at('private')),
        modeOf('private'),
        await files.read(at('fresh')),
        modeOf('fresh'),
      ];
    },
    [['written', 'written', 'directory'], 'new', 0o600, 'text', 0o644],
  ],
  [
    'replace notices an edit since the file was read, and what appeared or went since',
    async ({ files, at }) => {
      await files.write(at('f'), 'edited');
      const old = Buffer.from('old');
      const outcomes = [
        await files.replace(at('f'), 'new', old),
        await files.replace(at('f'), 'new', null),
        await files.replace(at('gone'), 'new', old),
      ];
      const after = [await files.read(at('f')), await files.read(at('gone'))];
      const allowed = [
        await files.replace(at('f'), 'new', Buffer.from('edited')),
        await files.replace(at('made'), 'new', null),
      ];
      return [outcomes, after, allowed, await files.read(at('f')), await files.list(at('.'))];
    },
    [['changed', 'changed', 'changed'], ['edited', null], ['written', 'written'], 'new', ['f', 'made']],
  ],
  ['replace makes no folder', async ({ files, at }) => files.replace(at('none/f'), ''), 'ENOENT'],
];
