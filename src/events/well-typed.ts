// Events whose fields have other types than the API server writes: null is as good as absent, anything else is shown as
// it is. Tools that forward logs write nulls, numbers for times, and texts for lists.
import type { AuditEvent, ObjectReference, ResponseStatus, UserInfo } from './audit-event.ts';

/** Where a converted event keeps what was written: not in its copies, from which something may be hidden. */
const written = Symbol('written');

type Fields = Readonly<Record<string, unknown>>;

/** The event with each field in its own type; null where it has no auditID or no stage. */
export function typedEvent(value: object): AuditEvent | null {
  if (isTyped(value as Fields)) return value as AuditEvent;
  const { auditID, stage } = value as Fields;
  if (typeof auditID !== 'string' || typeof stage !== 'string') return null;
  return Object.assign(converted(value as Fields), { auditID, stage });
}

/** The event without auditID and stage, for what asks for neither. */
export function converted(event: Fields): Omit<AuditEvent, 'auditID' | 'stage'> {
  const { user, impersonatedUser, sourceIPs, objectRef, responseStatus, annotations } = event;
  // Kubernetes 1.7 wrote one time only.
  const stageTimestamp = momentOf(event['stageTimestamp'] ?? event['timestamp']);
  const made = withoutAbsent({
    ...event,
    ...textsIn(event, ['kind', 'apiVersion', 'level', 'requestURI', 'verb', 'userAgent']),
    user: userOf(user),
    impersonatedUser: userOf(impersonatedUser),
    sourceIPs: textList(sourceIPs),
    objectRef: referenceOf(objectRef),
    responseStatus: statusOf(responseStatus),
    requestReceivedTimestamp: momentOf(event['requestReceivedTimestamp']),
    stageTimestamp,
    annotations: isObject(annotations) ? (annotations as Readonly<Record<string, string>>) : undefined,
  });
  Object.defineProperty(made, written, { value: event });
  return made;
}

/** What the line says, where the event was converted. */
export function asWritten(event: AuditEvent): Fields {
  return (event as { [written]?: Fields })[written] ?? (event as unknown as Fields);
}

function isTyped(event: Fields): boolean {
  const { kind, apiVersion, auditID, stage, level, requestURI, verb, userAgent, sourceIPs, annotations } = event;
  const { requestReceivedTimestamp, stageTimestamp, timestamp } = event;
  return (
    typeof auditID === 'string' &&
    typeof stage === 'string' &&
    isText(kind) &&
    isText(apiVersion) &&
    isText(level) &&
    isText(requestURI) &&
    isText(verb) &&
    isText(userAgent) &&
    isUser(event['user']) &&
    isUser(event['impersonatedUser']) &&
    isTexts(sourceIPs) &&
    isReference(event['objectRef']) &&
    isStatus(event['responseStatus']) &&
    isText(requestReceivedTimestamp) &&
    (typeof stageTimestamp === 'string' || (stageTimestamp === undefined && timestamp === undefined)) &&
    (annotations === undefined || isObject(annotations))
  );
}

function isText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isTexts(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every((each) => typeof each === 'string'));
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isUser(value: unknown): boolean {
  return (
    value === undefined ||
    (isObject(value) && isText(value['username']) && isText(value['uid']) && isTexts(value['groups']))
  );
}

const referenceFields = [
  'resource',
  'namespace',
  'name',
  'uid',
  'apiGroup',
  'apiVersion',
  'resourceVersion',
  'subresource',
] as const satisfies readonly (keyof ObjectReference)[];

function isReference(value: unknown): boolean {
  if (value === undefined) return true;
  if (!isObject(value)) return false;
  const { resource, namespace, name, uid, apiGroup, apiVersion, resourceVersion, subresource } = value;
  return (
    isText(resource) &&
    isText(namespace) &&
    isText(name) &&
    isText(uid) &&
    isText(apiGroup) &&
    isText(apiVersion) &&
    isText(resourceVersion) &&
    isText(subresource)
  );
}

function isStatus(value: unknown): boolean {
  if (value === undefined) return true;
  if (!isObject(value)) return false;
  const { status, message, reason, code } = value;
  return isText(status) && isText(message) && isText(reason) && (code === undefined || typeof code === 'number');
}

/** A value as a text: what is no text, as JSON. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch {
    // It is nested too deeply for the engine.
    return '(nested too deeply)';
  }
}

function textList(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((each) => textOf(each) ?? []);
}

function textsIn(value: Fields, names: readonly string[]): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(names.map((name) => [name, textOf(value[name])]));
}

/** A time: numbers are seconds since 1970, or milliseconds where they would be after the year 5000. */
function momentOf(value: unknown): string | undefined {
  if (typeof value !== 'number') return textOf(value);
  const date = new Date(Math.abs(value) < 1e11 ? value * 1000 : value);
  return Number.isNaN(date.getTime()) ? String(value) : date.toISOString();
}

/** A user; a text or anything else in its place stands for the name. */
function userOf(value: unknown): UserInfo | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) return withoutAbsent({ username: textOf(value) });
  return withoutAbsent({ ...value, ...textsIn(value, ['username', 'uid']), groups: textList(value['groups']) });
}

function referenceOf(value: unknown): ObjectReference | undefined {
  if (value === undefined || value === null) return undefined;
  return withoutAbsent(
    isObject(value) ? { ...value, ...textsIn(value, referenceFields) } : { resource: textOf(value) },
  );
}

function statusOf(value: unknown): ResponseStatus | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) return withoutAbsent({ code: codeOf(value), reason: textOf(value) });
  const { code } = value;
  const number = codeOf(code);
  const texts = textsIn(value, ['status', 'message', 'reason']);
  // A code that is no number is shown where the reason is.
  const reason = number === undefined ? (textOf(code) ?? texts['reason']) : texts['reason'];
  return withoutAbsent({ ...value, ...texts, reason, code: number });
}

function codeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : undefined;
}

/** The object without the keys that have no value. */
function withoutAbsent<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  for (const key of Object.keys(value) as (keyof Value)[]) if (value[key] === undefined) delete value[key];
  return value as { [Key in keyof Value]: Exclude<Value[Key], undefined> };
}
