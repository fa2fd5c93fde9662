// Finding the program kind, and whether it is new enough to rely on.
import type { World } from '../../core/ports.ts';
import { compareVersions, formatVersion, OLDEST_KIND, parseVersion, type Version } from '../../kind/version.ts';
import type { NeedState } from '../need.ts';
import { isOnPath, programFolder } from './place.ts';

/** What was found of kind. */
export interface FoundKind {
  readonly state: NeedState;
  /** Where it is; null when it was not found. */
  readonly path: string | null;
  readonly version: Version | null;
}

/** Looks for kind on PATH and asks its version. */
export async function findKind(
  world: Pick<World, 'exec' | 'files' | 'machine' | 'env' | 'home' | 'signal'>,
): Promise<FoundKind> {
  const { exec, files, signal } = world;
  const path = await exec.which('kind');
  if (path === null) {
    const folder = programFolder(world);
    const hidden = `${folder}/kind`;
    if ((await files.stat(hidden)) === null || isOnPath(world, folder))
      return { state: { status: 'missing', evidence: 'the program kind is not on PATH' }, path: null, version: null };
    return { state: { status: 'unusable', evidence: `${hidden} is not on PATH` }, path: hidden, version: null };
  }
  const ran = await exec.run(['kind', 'version'], { signal, timeoutMs: 15_000 });
  const version = ran.exitCode === 0 ? parseVersion(ran.stdout) : null;
  if (version === null)
    return { state: { status: 'unusable', evidence: `${path} does not report its version` }, path, version };
  if (compareVersions(version, OLDEST_KIND) < 0) {
    const evidence = `kind ${formatVersion(version)} at ${path} is older than ${formatVersion(OLDEST_KIND)}`;
    return { state: { status: 'unusable', evidence }, path, version };
  }
  return { state: { status: 'present', evidence: `kind ${formatVersion(version)} at ${path}` }, path, version };
}
