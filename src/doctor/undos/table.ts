// Every kind of undo record that a repair announces, and the function that executes it.
import type { World } from '../../core/ports.ts';
import type { UndoTable } from '../../core/undo.ts';
import { moveIn, type MovedStrays } from './moved-strays.ts';
import { restorePolicy, type ReplacedPolicy } from './replaced-policy.ts';
import { restoreManifest, type ReplacedManifest } from './replaced-manifest.ts';
import { restartWithOldPolicy, type RestartedServer } from './restarted-server.ts';

export type RepairUndo = MovedStrays | ReplacedPolicy | ReplacedManifest | RestartedServer;

export const repairUndos: UndoTable<RepairUndo, World> = {
  'moved-strays': moveIn,
  'replaced-policy': restorePolicy,
  'replaced-manifest': restoreManifest,
  'restarted-server': restartWithOldPolicy,
};
