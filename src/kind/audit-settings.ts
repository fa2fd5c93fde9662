// How the API server audits: its arguments and volumes.
import type { Limits } from '../core/limited-number.ts';
import type { LogRotation } from '../core/log-rotation.ts';
import { compareVersions, parseVersion, type Version } from './version.ts';
import { LOG_DIR, LOG_FILE, POLICY_DIR, POLICY_FILE, WEBHOOK_DIR } from './paths.ts';

export const rotationArguments = ['audit-log-maxage', 'audit-log-maxbackup', 'audit-log-maxsize'];

/**
 * Always written out: before Kubernetes 1.36 "not set" meant "keep for ever", from 1.36 on it means
 * 366 days and 100 files, and a size of 0 changed from 100 MiB to no rotation at all.
 */
export const defaultRotation: LogRotation = { maxAgeDays: 30, maxBackups: 10, maxSizeMiB: 100 };

/** What a rotation can be asked for: days, files, MiB. */
export const rotationLimits: Readonly<Record<keyof LogRotation, Limits>> = {
  maxAgeDays: { least: 0, most: 36_500 },
  maxBackups: { least: 0, most: 100_000 },
  maxSizeMiB: { least: 1, most: 1_000_000 },
};

/** The rotation that arguments of kube-apiserver set; null where they do not set all of it, or name no file to rotate. */
export function rotationIn(args: ReadonlyMap<string, string>): LogRotation | null {
  if ((args.get('audit-log-path') ?? '-') === '-') return null;
  const [maxAgeDays = Number.NaN, maxBackups = Number.NaN, maxSizeMiB = Number.NaN] = rotationArguments.map((name) =>
    Number(args.get(name) ?? Number.NaN),
  );
  return [maxAgeDays, maxBackups, maxSizeMiB].some(Number.isNaN) ? null : { maxAgeDays, maxBackups, maxSizeMiB };
}

/** The first version with --shutdown-watch-termination-grace-period. Source: kubernetes pull request 114925. */
const DRAINS_WATCHES: Version = [1, 27, 0];

/**
 * Arguments that let one API server follow another without a failed request: kept HTTP/2 connections end after one request in
 * fifty, the most that is accepted, and so move to the other one; and at its end a server closes its watches, so that their last
 * events are logged, and it ends within seconds, not when the kubelet kills it. `image` is a reference, whose tag may name
 * the version.
 */
export function changeoverArguments(image: string | null): Readonly<Record<string, string>> {
  const version = image === null ? null : parseVersion(image.slice(image.lastIndexOf('/') + 1));
  const drains = version === null || compareVersions(version, DRAINS_WATCHES) >= 0;
  return { 'goaway-chance': '0.02', ...(drains ? { 'shutdown-watch-termination-grace-period': '5s' } : {}) };
}

/** The audit arguments of kube-apiserver by name, without dashes; every value a string, as kubeadm requires. */
export function auditArguments(rotation: LogRotation): Readonly<Record<string, string>> {
  return {
    'audit-log-maxage': String(rotation.maxAgeDays),
    'audit-log-maxbackup': String(rotation.maxBackups),
    'audit-log-maxsize': String(rotation.maxSizeMiB),
    'audit-log-path': LOG_FILE,
    'audit-policy-file': POLICY_FILE,
  };
}

/** A folder or file of the node that the API server's pod sees, as kubeadm's extraVolumes spells it. */
export interface ExtraVolume {
  readonly name: string;
  readonly hostPath: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
  /** A type of the hostPath volume; "" lets the kubelet check nothing. */
  readonly pathType: string;
}

export const auditVolumes: readonly ExtraVolume[] = [
  {
    name: 'audit-policies',
    hostPath: POLICY_DIR,
    mountPath: POLICY_DIR,
    readOnly: true,
    pathType: 'DirectoryOrCreate',
  },
  { name: 'audit-logs', hostPath: LOG_DIR, mountPath: LOG_DIR, readOnly: false, pathType: 'DirectoryOrCreate' },
];

/** The folder of the files that a webhook's kubeconfig names, which the API server reads again where they change. */
export const webhookVolume: ExtraVolume = {
  name: 'kind-audit-webhook',
  hostPath: WEBHOOK_DIR,
  mountPath: WEBHOOK_DIR,
  readOnly: true,
  pathType: 'DirectoryOrCreate',
};

/** Arguments that name a file of auditing. */
const fileArguments = ['audit-policy-file', 'audit-log-path', 'audit-webhook-config-file'];

/** Whether a mount at this path is what the arguments of auditing need: it is one of their files, or holds one. */
export function holdsAuditFile(args: ReadonlyMap<string, string>, mountPath: string): boolean {
  return fileArguments.some((name) => {
    const path = args.get(name) ?? '';
    return path === mountPath || path.startsWith(`${mountPath.replace(/\/$/, '')}/`);
  });
}
