// What is asked of a change of a living cluster: by which command, and how it is decided what to change.
import type { Change } from '../../rollout/change.ts';
import type { Situation } from '../../rollout/situation.ts';
import type { ChangeOptions } from '../options/change.ts';

/** A change, with what it means for the log. */
export interface WantedChange {
  readonly change: Change;
  /** The differences by meaning, for the screen and the history. */
  readonly meaning: readonly string[];
  /** Called once every server is proven with the change, before it counts as in effect. */
  readonly whenProven?: () => Promise<void>;
}

export interface ChangeRequest {
  readonly cluster: string;
  /** The command as it is typed, for locks, the journal and the history. */
  readonly command: string;
  readonly options: ChangeOptions;
  /** Decides on the change, once it is known what is there; null where all is as it is wanted. */
  readonly decide: (situation: Situation) => Promise<WantedChange | null>;
}
