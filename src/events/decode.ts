// Decides what is an audit event: the one answer for a line of a log.
// There are three ways to read a line, for speed. All of them give the same answer:
// - whole lines are parsed here;
// - lines above 128 KiB lose their bodies first (slim.ts), and what is left is parsed here;
// - lines exactly as the API server writes them are read without parsing (quick-line.ts), all others here.
// The last two do not look inside the bodies: a line that is broken only there still counts as an event.
import type { AuditEvent } from './audit-event.ts';
import { typedEvent } from './well-typed.ts';

/** How an object begins, after a byte order mark with which a file may begin. */
const object = /^\uFEFF?\s*\{/;

/** Reads one line; null when it is not JSON, or not an audit event. Never throws. */
export function decodeEvent(line: string): AuditEvent | null {
  // A failed attempt to parse costs as much as ten events, so that what cannot be an event is not parsed.
  if (!object.test(line) || !(line.includes('"auditID"') || line.includes('\\u'))) return null;
  let value: unknown;
  try {
    value = JSON.parse(line.startsWith('\uFEFF') ? line.slice(1) : line);
  } catch {
    return null;
  }
  return typeof value === 'object' && value !== null ? typedEvent(value) : null;
}
