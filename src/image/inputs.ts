// What an image is made from, as hashes: equal hashes mean that nothing has to be made again.
import type { Files, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';

/** To be increased when the code of this folder changes what an image contains. */
const FORMAT = 1;

/** The shipped files of an image, path to hash, sorted by path. */
export type FileHashes = readonly (readonly [path: string, sha256: string])[];

/** One hash for each thing that is made. */
export interface InputKeys {
  /** The Debian base. */
  readonly base: string;
  /** The compiled programs. */
  readonly programs: string;
  /** The node image. */
  readonly node: string;
  /** The stand-in for kind's load balancer. */
  readonly loadBalancer: string;
}

type HashWorld = Pick<World, 'files' | 'sha256'>;

/** Hashes every file below a folder except tests, which are not in the package. Throws a Problem when there is none: the package is incomplete. */
export async function hashFiles(world: HashWorld, folder: string): Promise<FileHashes> {
  const hashes: [string, string][] = [];
  for (const path of await filesBelow(world.files, folder, '')) {
    if (path.endsWith('_test.go')) continue;
    hashes.push([path, world.sha256((await world.files.readBytes(`${folder}/${path}`)) ?? '')]);
  }
  if (hashes.length === 0) {
    throw new Problem('file-unreadable', `there are no files to make an image from in ${folder}`, {
      hint: 'install kind-audit again',
    });
  }
  return hashes.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Works out the keys from the shipped files, the Kubernetes version and the processor. */
export function inputKeys(
  sha256: World['sha256'],
  files: FileHashes,
  version: string,
  architecture: string,
): InputKeys {
  const key = (...parts: readonly unknown[]): string => sha256(JSON.stringify([FORMAT, architecture, ...parts]));
  const some = (...prefixes: readonly string[]): FileHashes =>
    files.filter(([path]) => prefixes.some((prefix) => path.startsWith(prefix)));
  return {
    base: key(some('packages', 'steps/base.sh')),
    programs: key(version, some('go/')),
    node: key(version, files),
    loadBalancer: key(some('go/', 'steps/layers.sh')),
  };
}

async function filesBelow(files: Pick<Files, 'list' | 'stat'>, folder: string, path: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await files.list(path === '' ? folder : `${folder}/${path}`)) {
    const below = path === '' ? name : `${path}/${name}`;
    const isFolder = (await files.stat(`${folder}/${below}`))?.kind === 'directory';
    found.push(...(isFolder ? await filesBelow(files, folder, below) : [below]));
  }
  return found;
}
