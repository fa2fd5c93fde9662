// A need of a machine: how to look at it, and how to meet it.
import type { World } from '../core/ports.ts';
import type { Step } from '../core/step.ts';

/** `unknown` until another need is met. */
export type NeedStatus = 'present' | 'missing' | 'unusable' | 'unknown';

/** What a look at a need saw. */
export interface NeedState {
  readonly status: NeedStatus;
  /** What was seen, in words that need no context. */
  readonly evidence: string;
}

/** How a need that is not met can be met: by this program, or by commands that the user types. */
export type Provision =
  | {
      readonly how: 'steps';
      readonly steps: readonly Step<World>[];
      /** Work that follows the steps and reports a plan of its own. */
      readonly afterwards?: { readonly title: string; run(world: World): Promise<void> };
    }
  | {
      readonly how: 'manual';
      /** Why this program does not do it. */
      readonly why: string;
      /** Lines to type, in order. */
      readonly commands: readonly string[];
    };

/** One thing that a machine may lack for a kind cluster. */
export interface Need {
  /** Stable: `setup --json` prints it. */
  readonly id: string;
  readonly title: string;
  /** Looks and changes nothing. */
  look(world: World): Promise<NeedState>;
  /** How it would be provided; called only when it is missing or unusable, and changes nothing. */
  plan(world: World): Promise<Provision>;
}

/** A provision that the user carries out. */
export function manual(why: string, ...commands: readonly string[]): Provision {
  return { how: 'manual', why, commands };
}
