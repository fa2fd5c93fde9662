// Answers the requests of API servers: what is answered with 200 is on the disk.
import type { HttpReply, HttpRequest } from '../../core/http-server.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { systemProblem } from '../../core/system-error.ts';
import { readBatch, type Batch } from '../body/batch.ts';
import { accepted, failure } from '../serve/answers.ts';
import { BodyRoom, withBody } from '../serve/read-body.ts';
import { readHead } from '../serve/read-head.ts';
import type { Spool } from '../spool/open-spool.ts';

/** Bytes of all bodies that are read at the same time: one of the largest, and many usual ones. */
const MOST_BODIES = 96 * 1024 * 1024;
/** Seconds after which an API server may come again: it then tries for so long that a full spool can become empty. */
const RETRY_AFTER = '3';
/** Senders that are remembered. */
const MOST_SOURCES = 64;
const KNOWN_VERSION = 'audit.k8s.io/v1';

/** A control plane that has sent something. */
export interface Source {
  /** Of its last batch: milliseconds since 1970. */
  last: number;
  batches: number;
  events: number;
}

export interface IntakeParts {
  readonly world: Pick<World, 'clock' | 'files' | 'report'>;
  readonly spool: Pick<Spool, 'append' | 'broken'>;
  /** Called after each batch. */
  readonly onBatch: () => void;
  /** Called when the spool cannot be written any more, and for a bug. */
  readonly onBroken: (error: unknown) => void;
}

export class Intake {
  readonly requests = { received: 0, succeeded: 0, failed: 0 };
  events = 0;
  readonly sources = new Map<string, Source>();
  private readonly parts: IntakeParts;
  private readonly room = new BodyRoom(MOST_BODIES);
  private isVersionSaid = false;
  private isFullSaid = false;

  constructor(parts: IntakeParts) {
    this.parts = parts;
  }

  /** The answer to a request; never fails. */
  async respond(request: HttpRequest): Promise<HttpReply | 'drop'> {
    try {
      return await this.answer(request);
    } catch (error) {
      this.parts.onBroken(error);
      return failure(500, 'the events could not be stored');
    }
  }

  private async answer(request: HttpRequest): Promise<HttpReply | 'drop'> {
    const head = readHead(request);
    if ('reply' in head && head.reply.status < 400) return head.reply;
    this.requests.received += 1;
    const reply =
      'reply' in head
        ? head.reply
        : await withBody(request, head.encoding, this.parts.world.files, this.room, async (body) =>
            this.accept(body, request),
          );
    this.requests[reply === accepted ? 'succeeded' : 'failed'] += 1;
    return reply;
  }

  private async accept(body: Uint8Array, { client, from }: HttpRequest): Promise<HttpReply> {
    const batch = readBatch(body);
    if ('fault' in batch) return failure(400, `${batch.fault}, at byte ${batch.offset}`);
    const events = batch.items.length / 2;
    if (events === 0) return accepted;
    this.sayVersion(batch);
    const { spool, world, onBatch, onBroken } = this.parts;
    const origin = client ?? from;
    const time = world.clock.now().getTime();
    try {
      const stored = await spool.append({ time, events, origin, body });
      if (stored === 'stored') this.count(origin, time, events);
      this.isFullSaid = false;
      onBatch();
      return accepted;
    } catch (error) {
      const problem = error instanceof Problem ? error : systemProblem(error);
      if (problem === null) throw error;
      this.sayFull(problem);
      if (spool.broken !== null) onBroken(spool.broken);
      return failure(503, problem.message, { 'Retry-After': RETRY_AFTER });
    }
  }

  private count(origin: string, time: number, events: number): void {
    this.events += events;
    const name = this.sources.has(origin) || this.sources.size < MOST_SOURCES ? origin : 'others';
    const source = this.sources.get(name) ?? { last: time, batches: 0, events: 0 };
    source.last = time;
    source.batches += 1;
    source.events += events;
    this.sources.set(name, source);
  }

  private sayVersion({ apiVersion }: Batch): void {
    if (this.isVersionSaid || apiVersion === KNOWN_VERSION || apiVersion === '') return;
    this.isVersionSaid = true;
    const text = `events of "${apiVersion.slice(0, 100)}" are passed on as they are; known is ${KNOWN_VERSION}`;
    this.parts.world.report({ type: 'note', level: 'warn', text });
  }

  /** Once, until a batch was stored again. */
  private sayFull({ message }: Problem): void {
    if (this.isFullSaid) return;
    this.isFullSaid = true;
    const text = `batches are answered with 503, and come again: ${message}`;
    this.parts.world.report({ type: 'note', level: 'warn', text });
  }
}
