// The program kind, as a by-product of a build.
import type { World } from '../core/ports.ts';
import { planImage, type ImageRequest } from './plan.ts';

type KindWorld = Parameters<typeof planImage>[0] & Pick<World, 'files'>;

/** The path of the kind that was compiled along with the images; null where none has been. */
export async function builtKindPath(world: KindWorld, request: ImageRequest = {}): Promise<string | null> {
  const path = `${(await planImage(world, request)).paths.programs}/kind`;
  return (await world.files.stat(path)) === null ? null : path;
}
