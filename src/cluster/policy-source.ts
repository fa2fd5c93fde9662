// Which policy text to use: a file, a preset, the one in the project, or the default.
import { absolutePath } from '../core/path.ts';
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { asText } from '../core/content.ts';
import { readNamed } from '../core/named-file.ts';
import { nearest } from '../core/nearest.ts';
import { pasteable } from '../core/shell-quote.ts';
import { decodePolicyBytes } from '../policy/text/decode-bytes.ts';
import { presetPath, presets } from '../policy/authoring/presets.ts';

export interface PolicyText {
  readonly text: string;
  /** What its file holds, where that is not the text in UTF-8. */
  readonly bytes?: Uint8Array;
  /** In words: the file's path or "preset metadata". */
  readonly source: string;
  /** The text was chosen by --policy or at the prompt, so it may overwrite the file in the project. */
  readonly chosen: boolean;
  /** What was given with --policy or at the prompt; null where nothing was. */
  readonly wanted: string | null;
}

/** Far more than a policy of ten thousand rules has: bytes. Reading YAML needs a hundred times as much memory. */
export const MOST_POLICY_BYTES = 4 * 1024 * 1024;

const DEFAULT_PRESET = 'metadata';

/** Reads the policy that was asked for; if none was, the project's own file, else the default preset. */
export async function readPolicy(world: World, wanted: string | undefined, projectFile: string): Promise<PolicyText> {
  if (wanted !== undefined) {
    const preset = presets.find(({ name }) => name === wanted);
    if (preset !== undefined)
      return { text: await readPreset(world, preset.name), source: `preset ${preset.name}`, chosen: true, wanted };
    const path = absolutePath(world.cwd, wanted);
    const found = await readFile(world, path);
    if (found === null) throw unknownPolicy(wanted);
    return { ...found, source: wanted, chosen: true, wanted };
  }
  const own = await readFile(world, projectFile);
  if (own !== null) return { ...own, source: projectFile, chosen: false, wanted: null };
  const text = await readPreset(world, DEFAULT_PRESET);
  return { text, source: `preset ${DEFAULT_PRESET}`, chosen: false, wanted: null };
}

/** The text of a preset that ships with kind-audit. */
export async function readPreset(world: Pick<World, 'files' | 'templates'>, name: string): Promise<string> {
  const text = await world.files.read(`${world.templates}/${presetPath(name)}`);
  if (text === null) throw new Error(`the preset ${name} is missing from this installation`);
  return text;
}

/** The policy in a file or a pipe; null where nothing is. */
async function readFile(
  world: Pick<World, 'files' | 'cwd' | 'signal'>,
  path: string,
): Promise<Pick<PolicyText, 'text' | 'bytes'> | null> {
  if ((await world.files.stat(path).catch(() => null))?.kind === 'directory')
    throw new Problem('file-unreadable', `${path} is a directory, not a policy file`, {
      hint: 'name a file in it with --policy; if it is empty, remove it: ' + pasteable(['rmdir', path]),
    });
  const bytes = await readNamed(world, path, MOST_POLICY_BYTES);
  if (bytes === null) return null;
  const text = asText(bytes);
  return typeof text === 'string' ? { text } : { text: decodePolicyBytes(bytes).text, bytes };
}

function unknownPolicy(wanted: string): Problem {
  const names = presets.map(({ name }) => name);
  const meant = nearest(wanted, names);
  const hint = meant === null ? `presets: ${names.join(', ')}` : `did you mean --policy ${meant}?`;
  return new Problem('usage', `--policy "${wanted}" is neither a file nor a preset`, { hint });
}
