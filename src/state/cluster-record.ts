// The record of how a cluster was made, read as a text that anybody may have written.
import { imageReferenceProblem } from '../core/image-reference.ts';
import type { ClusterSettings } from '../kind/kind-config.ts';

/** The version of the record's form. */
export const RECORD_SCHEMA = 'kind-audit.cluster/v1';

/** How a cluster was made, so that a later `up` or `doctor` need not be given the settings again. */
export interface ClusterRecord {
  readonly schema: typeof RECORD_SCHEMA;
  readonly settings: ClusterSettings;
  /** The folder of audit-policy.yaml and kind-config.yaml. */
  readonly dir: string;
  /** The file given with --kubeconfig; absent without it. */
  readonly kubeconfig?: string;
  /** The checksum of the kind-config.yaml that kind read; absent in older records. */
  readonly configSha256?: string;
}

/** A record read from its text; null where it is none, or names what no run would have made. */
export function parseRecord(text: string): ClusterRecord | null {
  let record: Partial<ClusterRecord> | null;
  try {
    record = JSON.parse(text) as Partial<ClusterRecord> | null;
  } catch {
    return null;
  }
  if (typeof record !== 'object' || record?.schema !== RECORD_SCHEMA || !isPath(record.dir)) return null;
  const optional = [record.kubeconfig, record.configSha256];
  if (!optional.every((value) => value === undefined || isPlain(value))) return null;
  return isSettings(record.settings) ? (record as ClusterRecord) : null;
}

function isSettings(value: unknown): value is ClusterSettings {
  if (typeof value !== 'object' || value === null) return false;
  const { name, image, controlPlanes, workers, rotation, policyDir, logsDir } = value as Partial<ClusterSettings>;
  return (
    isPlain(name) &&
    (image === null || isReference(image)) &&
    isCount(controlPlanes, 9) &&
    isCount(workers, 50) &&
    isPath(policyDir) &&
    isPath(logsDir) &&
    typeof rotation === 'object' &&
    [rotation?.maxAgeDays, rotation?.maxBackups, rotation?.maxSizeMiB].every((each) => isCount(each, 1_000_000))
  );
}

function isCount(value: unknown, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}

function isPath(value: unknown): boolean {
  return isPlain(value) && (value as string).startsWith('/');
}

function isReference(value: unknown): boolean {
  return typeof value === 'string' && imageReferenceProblem(value) === null;
}

/** One line without control characters. */
function isPlain(value: unknown): boolean {
  return typeof value === 'string' && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value);
}
