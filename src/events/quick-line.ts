// The fast way to read a line: as the API server writes it, field after field, without parsing what is not needed.
// It only ever accepts what decode.ts accepts, bodies aside; a test checks that.
import { Bounded } from '../core/bounded.ts';
import type { AuditEvent } from './audit-event.ts';

/** An event, and how much of its line is bodies. */
export interface EventLine {
  readonly event: AuditEvent;
  /** Characters of the bodies with their keys; 0 where there is none. */
  readonly requestSize: number;
  readonly responseSize: number;
}

export const REQUEST_BODY = ',"requestObject":';
export const RESPONSE_BODY = ',"responseObject":';
const AFTER_BODIES = ',"requestReceivedTimestamp":';

/** A JSON string's inside. Two plain runs around every escape: engines are fastest at a loop over one alternative. */
const plain = String.raw`[^"\\\u0000-\u001f]*`;
const inside = String.raw`${plain}(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})${plain})*`;
const text = `"${inside}"`;
const number = String.raw`(?:0|[1-9]\d*)`;
const list = String.raw`\[(?:${text}(?:,(?=")|(?=\])))*\]`;

/** An object of texts, numbers and lists of texts, and of objects like it, nested to the given depth. */
function object(depth: number): string {
  const values = [text, number, list, ...(depth === 0 ? [String.raw`\{\}`] : [object(depth - 1)])];
  return String.raw`\{(?:${text}:(?:${values.join('|')})(?:,(?=")|(?=\})))*\}`;
}

/**
 * Everything before the bodies, and everything after them. The API server writes the bodies after all that a policy
 * asks for, so they can be left unread.
 * Source of the order: k8s.io/apiserver pkg/apis/audit/v1/types.go; k8s.io/api authentication/v1 UserInfo.
 */
const beginning = new RegExp(
  String.raw`\{"kind":"Event","apiVersion":"audit\.k8s\.io/v1","level":"(\w*)","auditID":"(${inside})","stage":"(\w+)"` +
    `,"requestURI":"(${inside})","verb":"(${inside})"` +
    String.raw`,"user":\{(?:"username":"(${inside})"(?:,"uid":${text})?(?:,"groups":(${list}))?(?:,"extra":${object(0)})?)?\}` +
    `(?:,"impersonatedUser":${object(1)})?(?:,"sourceIPs":${list})?(?:,"userAgent":${text})?` +
    `(?:,"objectRef":${object(0)})?(?:,"responseStatus":${object(1)})?`,
  'y',
);
const ending = new RegExp(
  String.raw`${AFTER_BODIES}${text},"stageTimestamp":"(${inside})"(?:,"annotations":${object(0)})?\}\r?$`,
  'y',
);

/** Where another event begins. A server that was killed while it wrote leaves half a line, and the next one follows it. */
const NEXT_EVENT = '{"kind":"Event",';

/** Reads lines; null for one that is not written as expected, which says nothing about whether it is an event. */
export class QuickLines {
  private readonly groups = new Bounded<readonly string[]>((written) => JSON.parse(written) as readonly string[]);
  private readonly texts = new Bounded<string>((written) => JSON.parse(`"${written}"`) as string);

  read(line: string): EventLine | null {
    const begun = matched(beginning, line, 0);
    if (begun === null) return null;
    const bodies = beginning.lastIndex;
    const hasRequest = line.startsWith(REQUEST_BODY, bodies);
    const hasBody = hasRequest || line.startsWith(RESPONSE_BODY, bodies);
    const after = hasBody ? line.lastIndexOf(AFTER_BODIES) : bodies;
    if (after < bodies || (hasBody && line.includes(NEXT_EVENT, bodies))) return null;
    const ended = matched(ending, line, after);
    if (ended === null) return null;
    const response = hasBody ? line.indexOf(RESPONSE_BODY, bodies) : -1;
    const [, level = '', auditID = '', stage = '', uri = '', verb = '', username, groups] = begun;
    const user =
      username === undefined
        ? {}
        : { username: this.text(username), ...(groups === undefined ? {} : { groups: this.groups.of(groups) }) };
    return {
      event: {
        auditID: this.text(auditID),
        stage,
        level,
        requestURI: this.text(uri),
        verb: this.text(verb),
        user,
        stageTimestamp: this.text(ended[1] ?? ''),
      },
      requestSize: hasRequest ? (response < 0 ? after : response) - bodies : 0,
      responseSize: response < 0 ? 0 : after - response,
    };
  }

  /** A text with its escapes undone; Go writes "&" as an escape. */
  private text(written: string): string {
    return written.includes('\\') ? this.texts.of(written) : written;
  }
}

/** What a sticky expression matches at a place; nothing, too, where a text has too many escapes for the engine. */
function matched(expression: RegExp, line: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  try {
    return expression.exec(line);
  } catch {
    return null;
  }
}
