// How work is undone: records that say what to restore and where, and a table that executes them.

type Json = string | number | boolean | null | readonly Json[] | { readonly [field: string]: Json };

/**
 * What was begun, as a plain value that JSON keeps: it can be written down before the work starts, and a later run can
 * execute it. `kind` is the row of the table.
 */
export interface UndoRecord {
  readonly kind: string;
  readonly [field: string]: Json;
}

/**
 * A row for each kind of record, which undoes what the record announces. The work may be half done, done, or never
 * begun, and a row may run twice: it looks at what is there. It throws a Problem that says what stays.
 */
export type UndoTable<Undo extends UndoRecord, Place> = {
  readonly [Kind in Undo['kind']]: (record: Extract<Undo, { readonly kind: Kind }>, place: Place) => Promise<void>;
};

/** Where records are kept so that they outlive this process. */
export interface UndoJournal<Undo extends UndoRecord> {
  /** Resolves when the record is safe; the work that it announces starts after that. */
  announced(record: Undo): Promise<void>;
  /** The record was executed: nothing is left of it to undo. */
  undone(record: Undo): Promise<void>;
}

/** What is needed to undo work. */
export interface Undoing<Undo extends UndoRecord, Place> {
  readonly table: UndoTable<Undo, Place>;
  /** What the rows work on. */
  readonly place: Place;
  readonly journal?: UndoJournal<Undo>;
}

/** Executes records, the last one first. Every one is tried; returns the errors of those that failed. */
export async function executeUndos<Undo extends UndoRecord, Place>(
  records: readonly Undo[],
  { table, place, journal }: Undoing<Undo, Place>,
): Promise<readonly unknown[]> {
  const rows = table as unknown as Readonly<Record<string, (record: Undo, place: Place) => Promise<void>>>;
  const errors: unknown[] = [];
  for (const record of records.toReversed()) {
    try {
      const row = Object.hasOwn(rows, record.kind) ? rows[record.kind] : undefined;
      if (row === undefined) throw new Error(`there is no row for undo records of the kind "${record.kind}"`);
      await row(record, place);
      await journal?.undone(record);
    } catch (error) {
      errors.push(error);
    }
  }
  return errors;
}
