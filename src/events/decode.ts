// What an audit event is: the one verdict about a line of a log.
// Three ways lead to it, for the sake of speed. All of them say the same about a line:
// - whole lines are parsed here;
// - lines above 128 KiB lose their bodies first (slim.ts), and what is left is parsed here;
// - lines in the very form of the API server are read without parsing (quick-line.ts), all others here.
// The last two do not look inside the bodies: a line that is broken there, and only there, is an event to them.
import type { AuditEvent } from './audit-event.ts';

/** Reads one line; null when it is not JSON, or no audit event. Never throws. */
export function decodeEvent(line: string): AuditEvent | null {
  let value: unknown;
  try {
    // A file may begin with a byte order mark.
    value = JSON.parse(line.startsWith('\uFEFF') ? line.slice(1) : line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const event = value as Partial<AuditEvent>;
  return typeof event.auditID === 'string' && typeof event.stage === 'string' ? (event as AuditEvent) : null;
}

/** Whether a line that is no event says nothing at all, so that nobody misses it. */
export function isBlank(line: string): boolean {
  return line.trim() === '';
}
