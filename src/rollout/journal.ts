// The journal of a change: what was begun, kept on this host so that a later run can finish or undo it.
import { fieldsOf, jsonOf, listOf, textOf } from '../core/fields.ts';
import type { World } from '../core/ports.ts';
import type { UndoJournal, UndoRecord } from '../core/undo.ts';
import type { StatePaths } from '../state/cluster-state.ts';
import type { RolloutUndo } from './undos/table.ts';

const SCHEMA = 'kind-audit.change/v1';

/** A node's container; another one never has its id, whatever its name. */
export interface NamedContainer {
  readonly name: string;
  readonly id: string;
}

/** A change that has begun. */
export interface ChangeJournal {
  /** Random; part of the mark of every manifest that the change puts into a node. */
  readonly id: string;
  /** What is changed, in words. */
  readonly what: string;
  /** The command that began it. */
  readonly command: string;
  /** When, as a date. */
  readonly at: string;
  readonly nodes: readonly NamedContainer[];
  /** Every first server has the new policy, proven: what remains is to clear away. */
  readonly inEffect: boolean;
  /** What was announced and is not undone, in order. */
  readonly records: readonly RolloutUndo[];
}

/** What is said of it: which command, and when. */
export function didNotEnd({ command, at }: Pick<ChangeJournal, 'command' | 'at'>): string {
  return `"${command}" of ${at} did not end`;
}

type Writing = Pick<World, 'files'>;

/** The journal of a change that did not end; null without one. */
export async function readJournal({ files }: Writing, { change }: StatePaths): Promise<ChangeJournal | null> {
  const text = await files.read(change);
  if (text === null) return null;
  const fields = fieldsOf(jsonOf(text));
  const records = listOf(fields['records'])
    .map(fieldsOf)
    .filter(({ kind }) => typeof kind === 'string');
  return {
    id: textOf(fields['id']),
    what: textOf(fields['what'], 'an unknown change'),
    command: textOf(fields['command'], 'kind-audit'),
    at: textOf(fields['at'], 'an unknown time'),
    nodes: listOf(fields['nodes'])
      .map(fieldsOf)
      .map(({ name, id }) => ({ name: textOf(name), id: textOf(id) })),
    inEffect: fields['inEffect'] === true,
    records: records as unknown as readonly RolloutUndo[],
  };
}

/** Keeps the journal of one change up to date. Every change of it is on the disk before the work goes on. */
export class JournalKeeper implements UndoJournal<RolloutUndo> {
  readonly #world: Writing;
  readonly #paths: StatePaths;
  #journal: ChangeJournal;

  constructor(world: Writing, paths: StatePaths, journal: ChangeJournal) {
    this.#world = world;
    this.#paths = paths;
    this.#journal = journal;
  }

  get journal(): ChangeJournal {
    return this.#journal;
  }

  /** Writes it for the first time; nothing may be touched before. */
  async begin(): Promise<void> {
    await this.#write(this.#journal);
  }

  async announced(record: RolloutUndo): Promise<void> {
    await this.#write({ ...this.#journal, records: [...this.#journal.records, record] });
  }

  async undone(record: RolloutUndo): Promise<void> {
    const same = (other: UndoRecord): boolean => JSON.stringify(other) === JSON.stringify(record);
    const at = this.#journal.records.findLastIndex(same);
    if (at >= 0) await this.#write({ ...this.#journal, records: this.#journal.records.toSpliced(at, 1) });
  }

  /** From here on the change is finished, not undone. */
  async inEffect(): Promise<void> {
    await this.#write({ ...this.#journal, inEffect: true });
  }

  /** Nothing of the change is left to finish or to undo. */
  async end(): Promise<void> {
    await this.#world.files.remove(this.#paths.changeBefore);
    await this.#world.files.remove(this.#paths.change);
  }

  async #write(journal: ChangeJournal): Promise<void> {
    await this.#world.files.write(
      this.#paths.change,
      `${JSON.stringify({ schema: SCHEMA, ...journal }, null, 2)}\n`,
      0o600,
    );
    this.#journal = journal;
  }
}
