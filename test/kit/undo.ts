// What an undo record must survive: being read from a file, and being executed twice.
import { expect } from 'vitest';
import { executeUndos, type UndoRecord, type UndoTable } from '../../src/core/undo.ts';
import { messageOf } from '../../src/core/problem.ts';

/** Executes records twice, as later runs of the program would; returns what the second one could not undo. */
export async function undoTwice<Undo extends UndoRecord, Place>(
  records: readonly Undo[],
  table: UndoTable<Undo, Place>,
  place: Place,
): Promise<readonly string[]> {
  const read = JSON.parse(JSON.stringify(records)) as Undo[];
  expect(read, 'JSON keeps all of a record').toEqual(records);
  const first = await executeUndos(read, { table, place });
  const second = await executeUndos(read, { table, place });
  expect(second.map(messageOf), 'the second time says the same').toEqual(first.map(messageOf));
  return second.map(messageOf);
}
