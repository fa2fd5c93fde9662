// Where settings files are: the one that is named, else the nearest one above; and the machine's.
import { absolutePath, folderOf } from '../core/path.ts';
import type { World } from '../core/ports.ts';
import { pasteable } from '../core/shell-quote.ts';

/** The project's file. */
export const SETTINGS_NAME = 'kind-audit.yaml';

/** The machine's file. */
export const MACHINE_SETTINGS = '/etc/kind-audit.yaml';

/** The variable that names a file in place of the project's. */
export const SETTINGS_VARIABLE = 'KIND_AUDIT_CONFIG';

/** The file that the variable names, in full; null where it names none. */
export function namedFile({ env, cwd }: Pick<World, 'env' | 'cwd'>): string | null {
  const named = env[SETTINGS_VARIABLE] ?? '';
  return named === '' ? null : absolutePath(cwd, named);
}

/**
 * The nearest kind-audit.yaml: in the current folder, or in one above, up to the home folder or, outside of it, to the root. Above
 * the home folder is nothing of the user's, and on some machines a name there is looked up in the network. A file of
 * another user is passed over, and that is reported: it may name an image, whose programs then run. Null where there is none.
 */
export async function nearestFile(
  world: Pick<World, 'files' | 'cwd' | 'home' | 'machine' | 'report'>,
): Promise<string | null> {
  for (const folder of foldersUpward(world)) {
    const path = `${folder === '/' ? '' : folder}/${SETTINGS_NAME}`;
    // The machine's is read as such.
    if (path === MACHINE_SETTINGS) continue;
    // A folder above that may not be looked into is not the project's.
    const entry = await world.files.entry(path).catch(() => null);
    if (entry === null) continue;
    if (await isTrusted(world, entry.owner)) return path;
    const use = `${SETTINGS_VARIABLE}=${pasteable([path])}`;
    const text = `${path} belongs to another user (${entry.owner}) and is passed over; to use it, set ${use}`;
    world.report({ type: 'note', level: 'warn', text });
  }
  return null;
}

function foldersUpward({ cwd, home }: Pick<World, 'cwd' | 'home'>): readonly string[] {
  const folders: string[] = [];
  for (let folder = absolutePath('/', cwd); ; folder = folderOf(folder)) {
    folders.push(folder);
    if (folder === '/' || folder === home) return folders;
  }
}

/** Whether it belongs to this user, to root, or to the owner of the current folder, whose files are used anyway. */
async function isTrusted({ files, cwd, machine }: Parameters<typeof nearestFile>[0], owner: number): Promise<boolean> {
  if (machine.uid === null || owner === 0 || owner === machine.uid) return true;
  return (await files.entry(cwd).catch(() => null))?.owner === owner;
}
