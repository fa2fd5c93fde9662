// Events to test with.
import type { AuditEvent } from '../../src/events/audit-event.ts';

/** An event like most; `changes` replaces whole fields. */
export function auditEvent(changes: Partial<AuditEvent> = {}): AuditEvent {
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: '6b2f4f1c-0000-4000-a000-000000000001',
    stage: 'ResponseComplete',
    requestURI: '/api/v1/namespaces/shop/pods/web-1',
    verb: 'delete',
    user: { username: 'alice', groups: ['dev', 'system:authenticated'] },
    sourceIPs: ['10.1.2.3', '172.18.0.1'],
    userAgent: 'kubectl/v1.36.3 (linux/amd64) kubernetes/e1b5b6c',
    objectRef: { resource: 'pods', namespace: 'shop', name: 'web-1', apiVersion: 'v1' },
    responseStatus: { code: 200 },
    requestReceivedTimestamp: '2026-11-21T08:09:51.500000Z',
    stageTimestamp: '2026-11-21T08:09:51.567123Z',
    ...changes,
  };
}

/** A line as the API server writes it: Go escapes &, < and >. */
export function line(event: unknown): string {
  const escapes: Record<string, string> = { '&': '\\u0026', '<': '\\u003c', '>': '\\u003e' };
  return JSON.stringify(event).replaceAll(/[&<>]/g, (character) => escapes[character] ?? character);
}

/** Lines as one block. */
export function block(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((text) => `${text}\n`).join(''));
}
