// The answers that a receiver of audit events gives, in the form that Gardener's auditlog-forwarder gave them first.
import type { HttpReply } from '../../core/http-server.ts';

/** The events are accepted. The API server reads the status only. */
export const accepted: HttpReply = { status: 200, headers: {}, body: '' };

/** The receiver is there. */
export const healthy: HttpReply = { status: 204, headers: {}, body: '' };

/** An answer of failure: its status, why in words, and further headers. */
export function failure(code: number, message: string, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return {
    status: code,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: `${JSON.stringify({ code, message })}\n`,
  };
}
