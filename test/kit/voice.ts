// The voice of a step, for calls from outside of a plan.
import type { UndoableVoice } from '../../src/core/step.ts';
import type { UndoRecord } from '../../src/core/undo.ts';

/** A voice without a listener, and the records that were announced to it. */
export function fakeVoice<Undo extends UndoRecord = never>(): UndoableVoice<Undo> & { readonly records: Undo[] } {
  const records: Undo[] = [];
  return {
    records,
    progress: () => undefined,
    alreadyTook: () => undefined,
    warn: () => undefined,
    undoable: async (record) => void records.push(record),
  };
}
