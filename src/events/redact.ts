// Removes secrets from an event before it is shown.
import type { AuditEvent } from './audit-event.ts';

export const HIDDEN = '(hidden; --show-secrets shows it)';

/** Resources whose bodies are secrets; the key is "resource" or "resource/subresource". */
const secretResources = new Set(['secrets', 'tokenreviews', 'serviceaccounts/token']);
const secretKinds = new Set(['Secret', 'SecretList', 'TokenReview', 'TokenRequest']);

/** Annotations in which webhooks leave the patches that they made. */
const patchAnnotation = 'patch.webhook.admission.k8s.io/';

/** The event with the bodies of secrets and tokens replaced; other events as they are. */
export function redact(event: AuditEvent): AuditEvent {
  const { objectRef, requestObject, responseObject, annotations } = event;
  const subresource = objectRef?.subresource ?? '';
  const named = `${objectRef?.resource ?? ''}${subresource === '' ? '' : `/${subresource}`}`;
  const secret =
    secretResources.has(named) ||
    objectRef?.resource === 'secrets' ||
    isSecretBody(requestObject) ||
    isSecretBody(responseObject);
  if (!secret) return event;
  return {
    ...event,
    ...(requestObject === undefined ? {} : { requestObject: HIDDEN }),
    ...(responseObject === undefined ? {} : { responseObject: HIDDEN }),
    ...(annotations === undefined ? {} : { annotations: withoutPatches(annotations) }),
  };
}

function isSecretBody(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const { kind, items } = body as { kind?: unknown; items?: unknown };
  if (typeof kind === 'string' && secretKinds.has(kind)) return true;
  return Array.isArray(items) && items.some(isSecretBody);
}

function withoutPatches(annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(annotations).map(([key, value]) => [key, key.startsWith(patchAnnotation) ? HIDDEN : value]),
  );
}
