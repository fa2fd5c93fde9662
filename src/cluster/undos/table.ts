// Every kind of undo record that `up` announces, and the function that executes it.
import type { World } from '../../core/ports.ts';
import type { UndoTable } from '../../core/undo.ts';
import { deleteCreated, type CreatedCluster } from './created-cluster.ts';
import { removeFolder, type MadeFolder } from './made-folder.ts';
import { moveFolderBack, type MovedFolder } from './moved-folder.ts';
import { restoreFile, type WrittenFile } from './written-file.ts';

export type UpUndo = CreatedCluster | MadeFolder | MovedFolder | WrittenFile;

export const upUndos: UndoTable<UpUndo, World> = {
  'created-cluster': deleteCreated,
  'made-folder': removeFolder,
  'moved-folder': moveFolderBack,
  'written-file': restoreFile,
};
