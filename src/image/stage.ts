// One part of a build, made next to its place and renamed into it when it is complete.
import type { World } from '../core/ports.ts';

type StageWorld = Pick<World, 'files' | 'processes'>;

const PART = '.part-';

/**
 * Makes a folder unless it is there already. `make` fills the folder that it is given; when it
 * fails, nothing is left of it. Removes what ended runs left, and older folders of the same
 * name with another key.
 */
export async function stage(
  world: StageWorld,
  folder: string,
  make: (part: string) => Promise<void>,
): Promise<'made' | 'kept'> {
  const { files, processes } = world;
  if ((await files.stat(folder)) !== null) return 'kept';
  await sweep(world, folder);
  const part = `${folder}${PART}${processes.pid}`;
  await files.makeDir(part);
  try {
    await make(part);
    await files.rename(part, folder).catch(async (error: unknown) => {
      // Another run may have been faster.
      if ((await files.stat(folder)) === null) throw error;
    });
  } finally {
    await files.remove(part);
  }
  return 'made';
}

/** Which neighbours of a folder to remove: other keys of the same part, and parts of processes that are gone. */
export function leftovers(names: readonly string[], keep: string, alive: (pid: number) => boolean): readonly string[] {
  const kind = keep.slice(0, keep.lastIndexOf('-') + 1);
  return names.filter((name) => {
    if (!name.startsWith(kind) || name === keep) return false;
    const [, pid] = /\.part-(\d+)$/.exec(name) ?? [];
    return pid === undefined || !alive(Number(pid));
  });
}

async function sweep({ files, processes }: StageWorld, folder: string): Promise<void> {
  const cut = folder.lastIndexOf('/');
  const around = folder.slice(0, cut);
  const names = await files.list(around);
  for (const name of leftovers(names, folder.slice(cut + 1), processes.alive)) await files.remove(`${around}/${name}`);
}
