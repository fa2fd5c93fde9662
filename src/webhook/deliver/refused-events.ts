// Events that a backend does not accept even alone: each is kept as a file beside the spool, for a person to look at.
import type { AppendFiles } from '../../core/append-files.ts';
import { formatBytes } from '../../core/byte-size.ts';
import type { SentAnswer } from '../../core/http-sender.ts';
import type { World } from '../../core/ports.ts';
import { messageOf } from '../../core/problem.ts';
import { deadFolder } from '../spool/dead.ts';
import { writeNewFile } from '../spool/new-file.ts';
import type { SpoolRecord } from '../spool/whole-records.ts';

/** When more than this is kept, events wait instead: bytes. */
const MOST_KEPT = 64 * 2 ** 20;

/** What is known of an event besides its bytes. */
export interface RefusedEvent {
  readonly record: SpoolRecord;
  /** Its number in the record, from 0. */
  readonly index: number;
  readonly answer: SentAnswer | null;
}

/** Those of one backend. */
export class RefusedEvents {
  readonly folder: string;
  /** How many there are. */
  count = 0;
  private bytes = 0;
  private readonly files: AppendFiles;
  private readonly backend: string;
  private readonly prefix: string;

  constructor(files: AppendFiles, { sha256 }: Pick<World, 'sha256'>, spoolFolder: string, backend: string) {
    this.files = files;
    this.folder = deadFolder(spoolFolder);
    this.backend = backend;
    this.prefix = `refused-${backend.replaceAll(/[^\w-]/g, '_').slice(0, 60)}-${sha256(backend).slice(0, 8)}-`;
  }

  /** Counts those that are there already. */
  async load(): Promise<void> {
    const own = (await this.files.list(this.folder)).filter((name) => name.startsWith(this.prefix));
    this.count = own.length;
    for (const name of own) this.bytes += (await this.files.size(`${this.folder}/${name}`)) ?? 0;
  }

  /** Keeps an event's bytes, which are JSON or as good as that; says in words why it cannot, null where it can. */
  async keep(event: Uint8Array, { record, index, answer }: RefusedEvent): Promise<string | null> {
    const about = {
      backend: this.backend,
      status: answer?.status ?? null,
      answer: answer?.body ?? null,
      accepted: new Date(record.time).toISOString(),
      from: record.origin,
      batch: record.sequence,
      number: index,
    };
    const content = Buffer.concat([
      Buffer.from(`${JSON.stringify(about).slice(0, -1)},"event":`),
      event,
      Buffer.from('}\n'),
    ]);
    if (this.bytes + content.length > MOST_KEPT)
      return `${this.folder} has ${formatBytes(this.bytes)} of refused events; move them away`;
    const path = `${this.folder}/${this.prefix}${String(record.sequence).padStart(16, '0')}-${index}.json`;
    try {
      // One of this name is of an earlier process, which ended before the event was counted as delivered.
      const isNew = (await this.files.size(path)) === null;
      await writeNewFile(this.files, path, content, true);
      await this.files.syncFolder(this.folder);
      if (isNew) this.count += 1;
      this.bytes += content.length;
      return null;
    } catch (error) {
      return `a refused event cannot be kept: ${messageOf(error)}`;
    }
  }
}
