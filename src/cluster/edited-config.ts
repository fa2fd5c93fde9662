// Whether kind-config.yaml was edited after kind had read it.
import type { World } from '../core/ports.ts';
import type { ClusterRecord } from '../state/cluster-record.ts';
import { isUntouched } from '../kind/generated-file.ts';

export const CONFIG_NAME = 'kind-config.yaml';

/** False where it is not there, and where it is not known from what the cluster was made. */
export async function isConfigEdited(
  { files, sha256 }: Pick<World, 'files' | 'sha256'>,
  record: ClusterRecord | null,
): Promise<boolean> {
  if (record === null) return false;
  const text = await files.read(`${record.dir}/${CONFIG_NAME}`).catch(() => null);
  if (text === null) return false;
  // A record of an older version has no checksum: then only an edit by hand shows.
  return record.configSha256 === undefined ? !isUntouched(text, sha256) : sha256(text) !== record.configSha256;
}
