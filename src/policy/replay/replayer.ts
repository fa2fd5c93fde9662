// Replays the lines of a log, one after the other, into a part of the result.
import { ruleName } from '../model/spell.ts';
import { Bounded } from '../../core/bounded.ts';
import { isShortened } from '../../core/shorten-json.ts';
import { inWords } from '../../events/words.ts';
import { eachText } from '../../core/lines.ts';
import type { AuditEvent } from '../../events/audit-event.ts';
import { partsOf } from '../../events/events-inside.ts';
import { eventLineReader } from '../../events/event-line.ts';
import { SeenLines, type Seen } from '../../events/left-out/seen.ts';
import { whyLeftOut } from '../../events/left-out/why.ts';
import type { EventLine } from '../../events/quick-line.ts';
import { decide } from '../decide/decide.ts';
import { spellResource } from '../../events/spell-resource.ts';
import { isLevel, rankOf, type Level, type Policy, type Stage } from '../model/policy.ts';
import { isResourceRequest, type PolicyRequest } from '../model/request.ts';
import { requestFromEvent } from '../request/from-parts.ts';
import { sawBody } from './body-sizes.ts';
import { sizeAt, type LoggedEvent, type SizeAt } from './event-size.ts';
import { emptyPart, noteMoment, type ReplayPart } from './part.ts';
import { addTo, emptySum, sumOf, type Change, type Fate, type MissingBody, type OpenSum } from './sums.ts';

export interface ReplayOptions {
  /** The policy under which the log is taken to have been written; by default each event shows its own level. */
  readonly baseline?: Policy;
}

/** Characters of a moment that name its hour: 2026-11-21T08 */
const HOUR = 13;

const utf8 = new TextEncoder();

/** A replay that is fed block by block. */
export class Replayer {
  private readonly policy: Policy;
  private readonly baseline: Policy | undefined;
  private readonly read = eventLineReader();
  private readonly asked = new Bounded<Asked | null>(askedBy);
  private readonly ruleKeys: readonly string[];
  private readonly seen = new SeenLines();
  private part = emptyPart();
  /** The sum of the hour that was last seen; nearly always the next event is of the same one. */
  private hour = { key: '', sum: emptySum() };

  constructor(policy: Policy, { baseline }: ReplayOptions = {}) {
    this.policy = policy;
    this.baseline = baseline;
    this.ruleKeys = policy.rules.map((_rule, index) => ruleName(index));
  }

  /** Replays whole lines. */
  lines(block: Uint8Array): void {
    eachText(block, (line, bytes) => {
      const read = this.read(line);
      if (read === null) {
        this.inside(line);
        return;
      }
      this.seen.events(1);
      if (isShortened(line)) this.seen.leaveOut('overlong', inWords(read.event));
      this.event(read, bytes);
    });
  }

  /** Replays the events of a line that is none as a whole. */
  private inside(line: string): void {
    if (isShortened(line)) {
      this.seen.other(whyLeftOut(line));
      this.part.broken += 1;
      return;
    }
    const { events, hasRest } = partsOf(line);
    let found = 0;
    for (const { start, end } of events) {
      const text = line.slice(start, end);
      const read = this.read(text);
      if (read === null) continue;
      found += 1;
      this.event(read, utf8.encode(text).length + 1);
    }
    const isAll = found === events.length && !hasRest;
    const reason = found === 0 ? whyLeftOut(line) : isAll ? null : 'partly';
    this.seen.other(reason, found);
    if (reason !== null) this.part.broken += 1;
  }

  /** What was seen since the last time. */
  takeSeen(): Seen {
    return this.seen.take();
  }

  /** Gives what came since the last time. */
  take(): ReplayPart {
    const { part } = this;
    this.part = emptyPart();
    this.hour.key = '';
    return part;
  }

  private event(read: EventLine, bytes: number): void {
    const { part } = this;
    const { event } = read;
    const moment = event.stageTimestamp ?? event.requestReceivedTimestamp ?? '';
    noteMoment(part, moment);
    const asked = this.asked.of(`${event.verb ?? ''} ${event.requestURI ?? ''}`);
    const request = asked === null ? null : askedFrom(asked.request, event);
    const resource = asked?.resource ?? '(unreadable)';
    this.sawBodies(read, resource);
    const level: Level = isLevel(event.level ?? '') ? (event.level as Level) : 'Metadata';
    const stage = event.stage as Stage;
    let before = level;
    if (request !== null && this.baseline !== undefined) {
      const written = decide(this.baseline, request);
      before = written.omitStages.includes(stage) ? 'None' : written.level;
      if (before !== level) part.unlikeBaseline += 1;
      if (before === 'None') return;
    }
    if (request === null) part.unreadable += 1;
    const decision = request === null ? null : decide(this.policy, request);
    const after = decision === null ? level : decision.omitStages.includes(stage) ? 'None' : decision.level;
    const change = changeOf(before, after, { read, level, bytes, resource });
    const rule = decision?.rule ?? null;
    addTo(part.total, change);
    addTo(sumOf(part.rules, rule === null ? 'no rule' : (this.ruleKeys[rule] ?? '')), change);
    addTo(sumOf(part.resources, resource), change);
    addTo(sumOf(part.users, event.user?.username ?? '(none)'), change);
    if (moment !== '') addTo(this.hourOf(moment), change);
  }

  private sawBodies({ event, requestSize, responseSize }: EventLine, resource: string): void {
    const { bodies } = this.part;
    const verb = event.verb ?? '';
    if (requestSize > 0) sawBody(bodies, 'request', verb, resource, requestSize);
    if (responseSize > 0) sawBody(bodies, 'response', verb, resource, responseSize);
  }

  private hourOf(moment: string): OpenSum {
    if (this.hour.key === '' || !moment.startsWith(this.hour.key)) {
      const key = moment.slice(0, HOUR);
      this.hour = { key, sum: sumOf(this.part.hours, key) };
    }
    return this.hour.sum;
  }
}

function changeOf(before: Level, after: Level, event: LoggedEvent): Change {
  const was = sizeAt(before, event);
  if (before === after) return { fate: 'same', before: was.bytes, after: was.bytes, missing: missingOf(was, was) };
  const is = after === 'None' ? nothingWritten : sizeAt(after, event);
  const fate: Fate = after === 'None' ? 'dropped' : rankOf(after) > rankOf(before) ? 'raised' : 'lowered';
  return { fate, before: was.bytes, after: is.bytes, missing: missingOf(was, is) };
}

const nothingWritten: SizeAt = { bytes: 0, missing: [] };
const noneMissing: readonly MissingBody[] = [];

function missingOf(was: SizeAt, is: SizeAt): readonly MissingBody[] {
  if (was.missing.length === 0 && is.missing.length === 0) return noneMissing;
  return [...new Set([...was.missing, ...is.missing])].map((body) => ({
    body,
    before: was.missing.includes(body),
    after: is.missing.includes(body),
  }));
}

/** What is asked for, without the caller. */
interface Asked {
  readonly request: PolicyRequest;
  readonly resource: string;
}

/** The same addresses come again and again: watches, leases, probes. `line` is a verb and an address with a blank between. */
function askedBy(line: string): Asked | null {
  const blank = line.indexOf(' ');
  const event = { auditID: '', stage: '', verb: line.slice(0, blank), requestURI: line.slice(blank + 1) };
  const request = requestFromEvent(event);
  return request === null ? null : { request, resource: nameOf(request) };
}

function askedFrom(request: PolicyRequest, { user }: AuditEvent): PolicyRequest {
  return { ...request, user: user?.username ?? null, groups: user?.groups ?? [] };
}

function nameOf(request: PolicyRequest): string {
  if (isResourceRequest(request)) return spellResource(request);
  // There are endless addresses, but few prefixes.
  return `/${request.path.split('/', 3).slice(1).join('/')}`;
}
