// A line of an audit log as an event.
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
