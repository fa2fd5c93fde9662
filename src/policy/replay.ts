// Runs an audit log under another policy: what it would have kept, dropped, raised and lowered.
import type { AuditEvent } from '../events/audit-event.ts';
import { decide } from './decide.ts';
import { spellResource } from './explain.ts';
import { isLevel, rankOf, type Level, type Policy, type Stage } from './policy.ts';
import { BodySizes } from './replay/body-sizes.ts';
import { readEventLine, type EventLine } from './replay/event-line.ts';
import { Bounded, QuickLines } from './replay/quick-line.ts';
import { addTo, emptySum, Sums, type Fate, type KeyedSum, type Sum } from './replay/sums.ts';
import { isResourceRequest, type PolicyRequest } from './request.ts';
import { requestFromEvent } from './request/from-parts.ts';

export interface ReplayOptions {
  /** The policy under which the log is taken to have been written; by default each event speaks for itself. */
  readonly baseline?: Policy;
}

export interface ReplayResult {
  readonly total: Sum;
  /** By rule of the new policy: "rule 1" …, "no rule". */
  readonly rules: readonly KeyedSum[];
  readonly resources: readonly KeyedSum[];
  readonly users: readonly KeyedSum[];
  /** By the hour in which the event was written, such as 2026-11-21T08, in that order. */
  readonly hours: readonly KeyedSum[];
  /** Lines that are no audit event. */
  readonly broken: number;
  /** Events whose address cannot be read; they are counted as kept. */
  readonly unreadable: number;
  /** Events that the baseline would not have written, or not at their level: it was not in force. */
  readonly unlikeBaseline: number;
  /** Bodies whose size was guessed, and those of them without anything to go by. */
  readonly guessed: number;
  readonly blind: number;
  /** First and last moment, in milliseconds since 1970; null in an empty log. */
  readonly from: number | null;
  readonly to: number | null;
}

/** Replays a log that comes in pieces: JSON lines. Memory does not grow with the log. */
export async function replay(
  policy: Policy,
  log: AsyncIterable<Uint8Array>,
  options: ReplayOptions = {},
): Promise<ReplayResult> {
  const replayer = new Replayer(policy, options);
  for await (const piece of log) replayer.push(piece);
  return replayer.finish();
}

const PART = 64 * 1024;

/** Characters of a moment that name its hour: 2026-11-21T08 */
const HOUR = 13;

/** A replay that is fed piece by piece. */
class Replayer {
  private readonly policy: Policy;
  private readonly baseline: Policy | undefined;
  private readonly decoder = new TextDecoder();
  private rest = '';
  /** Whether what was decoded last has as many bytes as characters. */
  private ascii = true;
  private readonly quick = new QuickLines();
  private readonly asked = new Bounded<Asked | null>(askedBy);
  private readonly total = emptySum();
  private readonly rules = new Sums();
  private readonly resources = new Sums();
  private readonly users = new Sums();
  private readonly hours = new Sums();
  private readonly bodies = new BodySizes();
  /** The sum of the hour that was last seen; nearly always the next event is of the same one. */
  private hour = { key: '', sum: emptySum() };
  private readonly ruleKeys: readonly string[];
  private broken = 0;
  private unreadable = 0;
  private unlikeBaseline = 0;
  private from = '';
  private to = '';

  constructor(policy: Policy, { baseline }: ReplayOptions = {}) {
    this.policy = policy;
    this.baseline = baseline;
    this.ruleKeys = policy.rules.map((_rule, index) => `rule ${index + 1}`);
  }

  push(piece: Uint8Array): void {
    // One letter outside ASCII makes the text of its whole part slow to search.
    for (let at = 0; at < piece.length; at += PART) this.part(piece.subarray(at, at + PART));
  }

  private part(piece: Uint8Array): void {
    const text = this.decoder.decode(piece, { stream: true });
    const ascii = text.length === piece.length;
    let start = text.indexOf('\n') + 1;
    if (start === 0) {
      this.ascii &&= ascii;
      this.rest += text;
      return;
    }
    this.line(this.rest + text.slice(0, start - 1), this.ascii && ascii);
    for (let end = text.indexOf('\n', start); end >= 0; end = text.indexOf('\n', start)) {
      this.line(text.slice(start, end), ascii);
      start = end + 1;
    }
    this.rest = text.slice(start);
    this.ascii = ascii;
  }

  finish(): ReplayResult {
    this.line(this.rest + this.decoder.decode(), false);
    this.rest = '';
    const { total, broken, unreadable, unlikeBaseline } = this;
    const { guessed, blind } = this.bodies;
    return {
      total,
      rules: this.rules.ranked(),
      resources: this.resources.ranked(),
      users: this.users.ranked(),
      hours: this.hours.byKey(),
      broken,
      unreadable,
      unlikeBaseline,
      guessed,
      blind,
      from: momentOf(this.from),
      to: momentOf(this.to),
    };
  }

  private line(line: string, ascii: boolean): void {
    if (line === '' || line === '\r') return;
    const read = readEventLine(line, this.quick);
    if (read === null) this.broken += 1;
    else this.event(read, (ascii ? line.length : byteLength(line)) + 1);
  }

  private event(read: EventLine, bytes: number): void {
    const { event, requestSize, responseSize } = read;
    const moment = event.stageTimestamp ?? event.requestReceivedTimestamp ?? '';
    this.note(moment);
    const verb = event.verb ?? '';
    const asked = this.asked.of(`${verb} ${event.requestURI ?? ''}`);
    const request = asked === null ? null : askedFrom(asked.request, event);
    const resource = asked?.resource ?? '(unreadable)';
    this.bodies.saw(verb, resource, requestSize, responseSize);
    const logged: Level = isLevel(event.level ?? '') ? (event.level as Level) : 'Metadata';
    let before = { level: logged, written: true };
    if (request !== null && this.baseline !== undefined) {
      const { level, omitStages } = decide(this.baseline, request);
      before = { level, written: level !== 'None' && !omitStages.includes(event.stage as Stage) };
      if (level !== logged || !before.written) this.unlikeBaseline += 1;
    }
    if (!before.written) return;
    if (request === null) this.unreadable += 1;
    const decision = request === null ? null : decide(this.policy, request);
    const after = decision?.level ?? logged;
    const dropped = after === 'None' || decision?.omitStages.includes(event.stage as Stage) === true;
    const fate: Fate = dropped
      ? 'dropped'
      : after === before.level
        ? 'same'
        : rankOf(after) > rankOf(before.level)
          ? 'raised'
          : 'lowered';
    const sizeAt = (level: Level): number => this.sizeAt(level, logged, read, bytes, resource);
    const size = sizeAt(before.level);
    const sizeAfter = fate === 'dropped' ? 0 : fate === 'same' ? size : sizeAt(after);
    const rule = decision?.rule ?? null;
    addTo(this.total, fate, size, sizeAfter);
    this.rules.add(rule === null ? 'no rule' : (this.ruleKeys[rule] ?? ''), fate, size, sizeAfter);
    this.resources.add(resource, fate, size, sizeAfter);
    this.users.add(event.user?.username ?? '(none)', fate, size, sizeAfter);
    if (moment !== '') addTo(this.hourOf(moment), fate, size, sizeAfter);
  }

  private hourOf(moment: string): Sum {
    if (this.hour.key === '' || !moment.startsWith(this.hour.key)) {
      const key = moment.slice(0, HOUR);
      this.hour = { key, sum: this.hours.of(key) };
    }
    return this.hour.sum;
  }

  /** Bytes of an event at a level: bodies are taken away, or guessed where the log does not hold them. */
  private sizeAt(
    level: Level,
    logged: Level,
    { event, requestSize, responseSize }: EventLine,
    bytes: number,
    resource: string,
  ): number {
    if (level === logged) return bytes;
    const bare = bytes - requestSize - responseSize;
    const verb = event.verb ?? '';
    const answered = event.stage === 'ResponseComplete';
    let size = bare;
    if (rankOf(level) >= 2)
      size +=
        mayHaveBody(verb) && requestSize === 0 && rankOf(logged) < 2 && answered
          ? this.bodies.guessRequest(verb, resource)
          : requestSize;
    if (rankOf(level) >= 3)
      size +=
        responseSize === 0 && rankOf(logged) < 3 && answered && verb !== 'watch'
          ? this.bodies.guessResponse(verb, resource)
          : responseSize;
    return size;
  }

  private note(moment: string): void {
    if (moment === '') return;
    // All moments of a log are written alike, so that texts compare as times do.
    if (this.from === '' || moment < this.from) this.from = moment;
    if (moment > this.to) this.to = moment;
  }
}

/** What is asked for, whoever asks. */
interface Asked {
  readonly request: PolicyRequest;
  readonly resource: string;
}

/** Addresses come again and again: by watches, leases, probes. `line` is a verb and an address with a blank between. */
function askedBy(line: string): Asked | null {
  const blank = line.indexOf(' ');
  const event = { auditID: '', stage: '', verb: line.slice(0, blank), requestURI: line.slice(blank + 1) };
  const request = requestFromEvent(event);
  return request === null ? null : { request, resource: nameOf(request) };
}

function askedFrom(request: PolicyRequest, { user }: AuditEvent): PolicyRequest {
  return { ...request, user: user?.username ?? null, groups: user?.groups ?? [] };
}

const bodied = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

function mayHaveBody(verb: string): boolean {
  return bodied.has(verb);
}

function nameOf(request: PolicyRequest): string {
  if (isResourceRequest(request)) return spellResource(request);
  // Addresses are endless; their beginnings are few.
  return `/${request.path.split('/', 3).slice(1).join('/')}`;
}

function momentOf(text: string): number | null {
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? null : moment;
}

/** Bytes of a text as UTF-8. */
function byteLength(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
