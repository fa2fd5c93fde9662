// Everything that a machine may lack for a kind cluster, in the order in which it is provided.
import type { Need } from './need.ts';
import { engineNeed } from './needs/engine.ts';
import { kindNeed } from './needs/kind.ts';
import { nodeImageNeed } from './needs/node-image.ts';

export const needTable: readonly Need[] = [engineNeed, kindNeed, nodeImageNeed];
