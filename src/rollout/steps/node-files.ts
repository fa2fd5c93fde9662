// Step: files that the change brings are put into a node, where the servers of before do not look for them.
import { sameContent } from '../../core/content.ts';
import { folderOf } from '../../core/path.ts';
import type { Step } from '../../core/step.ts';
import type { ChangedNode, RolloutContext } from '../context.ts';
import { putFile, readFile } from '../in-node.ts';
import type { RolloutUndo } from '../undos/table.ts';

export function nodeFilesStep({ node }: ChangedNode): Step<RolloutContext, RolloutUndo> {
  return {
    id: `files:${node.name}`,
    title: `Put the files of the webhook into ${node.name}`,
    async run({ change: { files = [] } }, voice) {
      const there = await Promise.all(files.map(async ({ path }) => readFile(node, path)));
      // An earlier revision has brought them, and going back to it needs them.
      if (files.every(({ content }, at) => sameContent(there[at] ?? null, content))) return 'they are there';
      for (const dir of new Set(files.map(({ path }) => folderOf(path))))
        await voice.undoable({ kind: 'wrote-files', node: node.name, dir });
      for (const { path, content } of files) await putFile(node, path, content);
      return undefined;
    },
  };
}
