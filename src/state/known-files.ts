// Which files in a cluster's state folder are kind-audit's or an API server's, and their removal: everything else stays.
import type { Files } from '../core/ports.ts';
import { LOG_NAME } from '../kind/paths.ts';

/** An audit log or a rotated one: kube-apiserver-audit-2026-11-21T10-00-00.000.log.gz. Source: lumberjack's backupName. */
export function isAuditLog(name: string): boolean {
  const stem = LOG_NAME.replace(/\.log$/, '');
  return (
    name === LOG_NAME || (name.startsWith(`${stem}-`) && /^-[\dT.-]+\.log(?:\.gz)?$/.test(name.slice(stem.length)))
  );
}

/** Removes the audit logs in the folder of one control plane. */
export async function removeLogs(files: Pick<Files, 'list' | 'remove'>, dir: string): Promise<void> {
  for (const name of await files.list(dir)) if (isAuditLog(name)) await files.remove(`${dir}/${name}`);
}
