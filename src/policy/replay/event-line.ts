// One line of an audit log, read without its bodies: only their sizes are of interest.
import type { AuditEvent } from '../../events/audit-event.ts';
import type { QuickLines } from './quick-line.ts';

export interface EventLine {
  readonly event: AuditEvent;
  /** Characters of the bodies with their keys; 0 where there is none. */
  readonly requestSize: number;
  readonly responseSize: number;
}

const REQUEST = ',"requestObject":';
const RESPONSE = ',"responseObject":';
const BEHIND = ',"requestReceivedTimestamp":';

/**
 * Reads a line; null when it is no audit event. The API server writes the bodies behind everything that a policy asks
 * for, so they can be cut out unread; a line in another order is parsed whole.
 * Source of the order: k8s.io/apiserver pkg/apis/audit/v1/types.go.
 */
export function readEventLine(line: string, quick: QuickLines): EventLine | null {
  const quickly = quick.read(line);
  // No body stands in an event of the level Metadata.
  if (quickly?.level === 'Metadata') return { event: quickly, requestSize: 0, responseSize: 0 };
  const request = line.indexOf(REQUEST);
  const response = line.indexOf(RESPONSE, Math.max(0, request));
  const bodies = request < 0 ? response : request;
  if (bodies < 0) return quickly === null ? whole(line) : { event: quickly, requestSize: 0, responseSize: 0 };
  const behind = line.lastIndexOf(BEHIND);
  if (behind < bodies) return sized(line);
  const event = quickly ?? parse(line.slice(0, bodies) + line.slice(behind));
  // A body was not where it was looked for.
  if (event === null) return sized(line);
  const requestSize = request < 0 ? 0 : (response < 0 ? behind : response) - request;
  return { event, requestSize, responseSize: response < 0 ? 0 : behind - response };
}

function whole(line: string): EventLine | null {
  const event = parse(line);
  return event === null ? null : { event, requestSize: 0, responseSize: 0 };
}

/** Sizes of bodies by writing them again. */
function sized(line: string): EventLine | null {
  const event = parse(line);
  if (event === null) return null;
  const size = (key: string, body: unknown): number =>
    body === undefined ? 0 : key.length + JSON.stringify(body).length;
  return { event, requestSize: size(REQUEST, event.requestObject), responseSize: size(RESPONSE, event.responseObject) };
}

function parse(text: string): AuditEvent | null {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value !== 'object' || value === null) return null;
    const event = value as Partial<AuditEvent>;
    return typeof event.auditID === 'string' && typeof event.stage === 'string' ? (event as AuditEvent) : null;
  } catch {
    return null;
  }
}
