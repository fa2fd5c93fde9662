// Removes secrets from an event before it is shown.
import type { AuditEvent } from './audit-event.ts';
import { asWritten } from './well-typed.ts';

export const HIDDEN = '(hidden; --show-secrets shows it)';

/** Resources whose bodies are secrets; the key is "resource" or "resource/subresource". */
const secretResources = new Set(['tokenreviews', 'serviceaccounts/token']);
const secretKinds = new Set(['Secret', 'SecretList', 'TokenReview', 'TokenRequest']);
/** An address of one of these resources. */
const secretPath = /\/(?:secrets|tokenreviews|serviceaccounts\/[^/?]+\/token)(?=[/?]|$)/;
/** What one of these kinds holds where it is an object; a mere reference to it has only names. */
const contents = ['data', 'stringData', 'items', 'spec', 'status', 'metadata'];

/** One of these kinds in a text that is JSON or YAML, as in the annotation that kubectl apply leaves; also quoted twice. */
const secretText =
  /\bkind\\{0,8}["']?\s{0,8}:\s{0,8}\\{0,8}["']?(?:Secret|SecretList|TokenReview|TokenRequest)(?![\w.-])/;

/** Annotations in which webhooks leave the patches that they made. */
const patchAnnotation = 'patch.webhook.admission.k8s.io/';

/** The event with the bodies of secrets and tokens replaced, wherever in a body one stands; other events as they are. */
export function redact(event: AuditEvent): AuditEvent {
  const { requestObject, responseObject, annotations } = event;
  const secret = isOfSecrets(event) || holdsSecret([requestObject, responseObject, asWritten(event)['annotations']]);
  if (!secret) return event;
  return {
    ...event,
    ...(requestObject === undefined ? {} : { requestObject: HIDDEN }),
    ...(responseObject === undefined ? {} : { responseObject: HIDDEN }),
    ...(annotations === undefined ? {} : { annotations: withoutPatches(annotations) }),
  };
}

/** Whether an event is about secrets by what it names; so is one that does not name it in a form that can be read. */
function isOfSecrets(event: AuditEvent): boolean {
  const { objectRef: reference } = asWritten(event);
  if (reference === undefined || reference === null) return secretPath.test(event.requestURI ?? '');
  // A text in its place stands for the resource.
  const written = typeof reference === 'string' ? { resource: reference } : reference;
  if (typeof written !== 'object' || Array.isArray(written)) return true;
  const { resource, subresource } = written as Readonly<Record<string, unknown>>;
  if (!isName(resource) || !isName(subresource)) return true;
  const named = `${resource ?? ''}/${subresource ?? ''}`.toLowerCase();
  if ((resource ?? '') === '') return secretPath.test(event.requestURI ?? '');
  return named.startsWith('secrets/') || secretResources.has(named.replace(/\/$/, ''));
}

/** Whether a field is absent, or can be the name of a resource. */
function isName(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || (typeof value === 'string' && /^[\w.-]*$/.test(value));
}

/** Walks values with a list of what is left: the nesting of a body is bounded by nothing but the length of its line. */
function holdsSecret(left: unknown[]): boolean {
  for (let value = left.pop(); left.length > 0 || value !== undefined; value = left.pop()) {
    if (typeof value === 'string') {
      if (secretText.test(value)) return true;
    } else if (typeof value === 'object' && value !== null) {
      if (isSecret(value)) return true;
      for (const inner of Object.values(value)) if (canHold(inner)) left.push(inner);
    }
  }
  return false;
}

function canHold(value: unknown): boolean {
  return typeof value === 'string' ? value.length > 'kind:Secret'.length : typeof value === 'object' && value !== null;
}

function isSecret(value: object): boolean {
  const { kind } = value as { kind?: unknown };
  const named: readonly unknown[] = Array.isArray(kind) ? kind : [kind];
  return (
    named.some((name) => typeof name === 'string' && secretKinds.has(name)) &&
    contents.some((key) => Object.hasOwn(value, key))
  );
}

function withoutPatches(annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(annotations).map(([key, value]) => [
      key,
      key.startsWith(patchAnnotation) || secretText.test(value) ? HIDDEN : value,
    ]),
  );
}
