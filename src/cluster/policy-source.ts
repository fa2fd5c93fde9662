// Which policy text to use: a file, a preset, the one in the project, or the default.
import { absolutePath } from '../core/path.ts';
import type { World } from '../core/ports.ts';
import { messageOf, Problem } from '../core/problem.ts';
import { nearest } from '../core/nearest.ts';
import { presetPath, presets } from '../policy/authoring/presets.ts';

export interface PolicyText {
  readonly text: string;
  /** In words: the file's path or "preset metadata". */
  readonly source: string;
  /** The text was chosen by --policy or at the prompt, so it may overwrite the file in the project. */
  readonly chosen: boolean;
  /** What was given with --policy or at the prompt; null where nothing was. */
  readonly wanted: string | null;
}

const DEFAULT_PRESET = 'metadata';

/** Reads the policy that was asked for; if none was, the project's own file, else the default preset. */
export async function readPolicy(world: World, wanted: string | undefined, projectFile: string): Promise<PolicyText> {
  if (wanted !== undefined) {
    const preset = presets.find(({ name }) => name === wanted);
    if (preset !== undefined)
      return { text: await readPreset(world, preset.name), source: `preset ${preset.name}`, chosen: true, wanted };
    const path = absolutePath(world.cwd, wanted);
    const text = await readFile(world, path);
    if (text === null) throw unknownPolicy(wanted);
    return { text, source: wanted, chosen: true, wanted };
  }
  const own = await readFile(world, projectFile);
  if (own !== null) return { text: own, source: projectFile, chosen: false, wanted: null };
  const text = await readPreset(world, DEFAULT_PRESET);
  return { text, source: `preset ${DEFAULT_PRESET}`, chosen: false, wanted: null };
}

/** The text of a preset that ships with kind-audit. */
export async function readPreset(world: Pick<World, 'files' | 'templates'>, name: string): Promise<string> {
  const text = await world.files.read(`${world.templates}/${presetPath(name)}`);
  if (text === null) throw new Error(`the preset ${name} is missing from this installation`);
  return text;
}

async function readFile(world: Pick<World, 'files'>, path: string): Promise<string | null> {
  const stat = await world.files.stat(path).catch((error: unknown) => {
    throw new Problem('file-unreadable', `cannot read ${path}: ${messageOf(error)}`, { cause: error });
  });
  if (stat === null) return null;
  if (stat.kind !== 'file') {
    throw new Problem('file-unreadable', `${path} is a ${stat.kind}, not a policy file`, {
      hint:
        stat.kind === 'directory' ? `rmdir ${path}, then run the command again` : 'name a regular file with --policy',
    });
  }
  try {
    return await world.files.read(path);
  } catch (error) {
    throw new Problem('file-unreadable', `cannot read ${path}: ${messageOf(error)}`, { cause: error });
  }
}

function unknownPolicy(wanted: string): Problem {
  const names = presets.map(({ name }) => name);
  const meant = nearest(wanted, names);
  const hint = meant === null ? `presets: ${names.join(', ')}` : `did you mean --policy ${meant}?`;
  return new Problem('usage', `--policy "${wanted}" is neither a file nor a preset`, { hint });
}
