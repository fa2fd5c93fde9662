// An audit event as the API server writes it: audit.k8s.io/v1, in Kubernetes' spelling.
import { spellResource } from './spell-resource.ts';

export interface UserInfo {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export interface ObjectReference {
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
  readonly apiGroup?: string;
  readonly apiVersion?: string;
  readonly resourceVersion?: string;
  readonly subresource?: string;
}

export interface ResponseStatus {
  readonly status?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
}

export const auditLevels = ['None', 'Metadata', 'Request', 'RequestResponse'] as const;
export const auditStages = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const;

/** One line of an audit log. Every field may be absent: what was logged is not checked further. */
export interface AuditEvent {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly level?: string;
  readonly auditID: string;
  readonly stage: string;
  readonly requestURI?: string;
  readonly verb?: string;
  readonly user?: UserInfo;
  readonly impersonatedUser?: UserInfo;
  readonly sourceIPs?: readonly string[];
  readonly userAgent?: string;
  readonly objectRef?: ObjectReference;
  readonly responseStatus?: ResponseStatus;
  readonly requestObject?: unknown;
  readonly responseObject?: unknown;
  readonly requestReceivedTimestamp?: string | null;
  readonly stageTimestamp?: string | null;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The resource as kubectl writes it: "pods", "pods/log", "deployments.apps/scale"; null for other requests. */
export function resourceOf({ objectRef }: AuditEvent): string | null {
  const { resource = '', apiGroup: group = '', subresource = '' } = objectRef ?? {};
  return resource === '' ? null : spellResource({ resource, group, subresource });
}

/** Whether the request was refused or failed. */
export function isFailure({ stage, responseStatus }: AuditEvent): boolean {
  return stage === 'Panic' || (responseStatus?.code ?? 0) >= 400;
}
