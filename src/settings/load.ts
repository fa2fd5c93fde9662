// Finds and reads the settings files; the one door to them.
import { kindInWords, readNamed } from '../core/named-file.ts';
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { pasteable } from '../core/shell-quote.ts';
import { MACHINE_SETTINGS, namedFile, nearestFile, SETTINGS_VARIABLE } from './find.ts';
import { settingsInEffect, type SettingsFile, type SettingsInEffect, type WhyInEffect } from './settings.ts';

type Place = Pick<World, 'files' | 'cwd' | 'home' | 'env' | 'machine' | 'signal' | 'report'>;

/**
 * The settings in effect. Throws the Problem `file-unreadable` for a file that is there and cannot be read, or that
 * KIND_AUDIT_CONFIG names and is not there, and `settings-refused` for one whose content is wrong: settings that may enforce
 * something are never passed over.
 */
export async function loadSettings(world: Place): Promise<SettingsInEffect> {
  const machine = await readFile(world, MACHINE_SETTINGS, 'machine');
  return settingsInEffect(await projectFile(world), machine);
}

async function projectFile(world: Place): Promise<SettingsFile | null> {
  const named = namedFile(world);
  if (named === MACHINE_SETTINGS) return null;
  if (named === null) {
    const nearest = await nearestFile(world);
    return nearest === null ? null : readFile(world, nearest, 'project');
  }
  const read = await readFile(world, named, SETTINGS_VARIABLE);
  if (read !== null) return read;
  throw new Problem('file-unreadable', `there is no file ${named}, which ${SETTINGS_VARIABLE} names`, {
    hint: `correct it, or: unset ${SETTINGS_VARIABLE}`,
  });
}

/** Far more than settings have: bytes. */
const MOST_BYTES = 1024 * 1024;

/** Null where nothing is. */
async function readFile(world: Place, path: string, why: WhyInEffect): Promise<SettingsFile | null> {
  const bytes = await readNamed(world, path, MOST_BYTES).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error;
    const other = why === SETTINGS_VARIABLE ? `name another: ${SETTINGS_VARIABLE}` : 'make it a file that can be read';
    throw new Problem(error.code, `the settings: ${error.message}`, {
      hint: `${other}; ${pasteable(['ls', '-ld', path])}`,
      cause: error,
    });
  });
  if (bytes !== null) {
    // Most runs have no settings, and need no reader of them.
    const { readSettings } = await import('./read-settings.ts');
    return { path, why, content: readSettings(bytes, path, world.home) };
  }
  if ((await kindInWords(world, path)) === null) return null;
  throw new Problem('file-unreadable', `the settings: ${path} is a link that leads to no file`, {
    hint: pasteable(['ls', '-l', path]),
  });
}
