// Every kind of undo record that a repair announces, and what executes it.
import type { World } from '../../core/ports.ts';
import type { UndoTable } from '../../core/undo.ts';
import { moveIn, type MovedStrays } from './moved-strays.ts';
import { takePolicyBack, type PutPolicy } from './put-policy.ts';
import { putManifestBack, type ReplacedManifest } from './replaced-manifest.ts';
import { restartWithOldPolicy, type RestartedServer } from './restarted-server.ts';

export type RepairUndo = MovedStrays | PutPolicy | ReplacedManifest | RestartedServer;

export const repairUndos: UndoTable<RepairUndo, World> = {
  'moved-strays': moveIn,
  'put-policy': takePolicyBack,
  'replaced-manifest': putManifestBack,
  'restarted-server': restartWithOldPolicy,
};
