// Every kind of undo record that a change announces, and the function that executes it.
import type { World } from '../../core/ports.ts';
import type { UndoTable } from '../../core/undo.ts';
import { restoreFirst, type ChangedFirst } from './changed-first.ts';
import { restoreKubeadm, type ChangedKubeadm } from './changed-kubeadm.ts';
import { releaseKept, type KeptEndpoint } from './kept-endpoint.ts';
import { restoreConnections, type RedirectedNode } from './redirected-node.ts';
import { removeFiles, type WroteFiles } from './wrote-files.ts';
import { removeSecond, type SecondServer } from './second-server.ts';

export type RolloutUndo = KeptEndpoint | SecondServer | RedirectedNode | ChangedFirst | ChangedKubeadm | WroteFiles;

export const rolloutUndos: UndoTable<RolloutUndo, World> = {
  'kept-endpoint': releaseKept,
  'second-server': removeSecond,
  'redirected-node': restoreConnections,
  'changed-first': restoreFirst,
  'changed-kubeadm': restoreKubeadm,
  'wrote-files': removeFiles,
};
