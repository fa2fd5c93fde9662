// Which policy text to use: a file, a preset, the one in the project, or the default.
import { absolutePath } from '../core/path.ts';
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { asText, type Content } from '../core/content.ts';
import { readNamed } from '../core/named-file.ts';
import { nearest } from '../core/nearest.ts';
import { pasteable } from '../core/shell-quote.ts';
import { policyInWords } from '../settings/enforced-policy.ts';
import { placeText, type Place, type Placed } from '../settings/place.ts';
import { decodePolicyBytes } from '../policy/text/decode-bytes.ts';
import { presetPath, presets } from '../policy/authoring/presets.ts';
import type { filesFor } from './layers.ts';

export interface PolicyText {
  readonly text: string;
  /** What its file holds, where that is not the text in UTF-8. */
  readonly bytes?: Uint8Array;
  /** In words: the file's path or "preset metadata". */
  readonly source: string;
  /** The text was chosen by --policy, at the prompt or in settings, so it may overwrite the file in the project. */
  readonly chosen: boolean;
  /** What was given with --policy or at the prompt; null where nothing was. */
  readonly wanted: string | null;
  /** The place in the settings that chose it; null where they did not. */
  readonly place: Place | null;
}

/** Far more than a policy of ten thousand rules has: bytes. Reading YAML needs a hundred times as much memory. */
export const MOST_POLICY_BYTES = 4 * 1024 * 1024;

const DEFAULT_PRESET = 'metadata';

/**
 * Reads the first of these policies: the one that was asked for, the enforced one, that of the settings before the project's
 * own file, this file, that of the settings after it, the default preset. Whether it may be used is another question.
 */
export async function choosePolicy(
  world: World,
  wanted: string | undefined,
  projectFile: string,
  enforced: Placed<string> | null,
  { before, after }: ReturnType<typeof filesFor>,
): Promise<PolicyText> {
  if (wanted !== undefined) return readWanted(world, wanted);
  const [first] = before.flatMap(({ content }) => content.policy ?? []);
  if (enforced !== null) return readPolicyOfSettings(world, enforced);
  if (first !== undefined) return readPolicyOfSettings(world, first);
  const own = await readFile(world, projectFile);
  if (own !== null) return { ...own, source: projectFile, chosen: false, wanted: null, place: null };
  const [last] = after.flatMap(({ content }) => content.policy ?? []);
  if (last !== undefined) return { ...(await readPolicyOfSettings(world, last)), chosen: false };
  const text = await readPreset(world, DEFAULT_PRESET);
  return { text, source: `preset ${DEFAULT_PRESET}`, chosen: false, wanted: null, place: null };
}

async function readWanted(world: World, wanted: string): Promise<PolicyText> {
  const said = { chosen: true, wanted, place: null };
  const preset = presets.find(({ name }) => name === wanted);
  if (preset !== undefined)
    return { text: await readPreset(world, preset.name), source: `preset ${preset.name}`, ...said };
  const found = await readFile(world, absolutePath(world.cwd, wanted));
  if (found === null) throw unknownPolicy(wanted);
  return { ...found, source: wanted, ...said };
}

/** The policy that a settings file names. Throws a Problem that names the place where there is none. */
export async function readPolicyOfSettings(world: World, { value, place }: Placed<string>): Promise<PolicyText> {
  const said = { source: policyInWords(value), chosen: true, wanted: null, place };
  if (!value.startsWith('/')) return { text: await readPreset(world, value), ...said };
  const found = await readFile(world, value);
  if (found !== null) return { ...found, ...said };
  throw new Problem('file-unreadable', `there is no file ${value}, the policy that ${placeText(place)} names`, {
    hint: `correct ${place.file}; kind-audit policy presets lists the built-in policies`,
  });
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
  return textOfPolicy(asText(bytes));
}

/** The text of a policy, with its bytes where they are not that text in UTF-8. */
export function textOfPolicy(policy: Content): Pick<PolicyText, 'text' | 'bytes'> {
  return typeof policy === 'string' ? { text: policy } : { text: decodePolicyBytes(policy).text, bytes: policy };
}

function unknownPolicy(wanted: string): Problem {
  const names = presets.map(({ name }) => name);
  const meant = nearest(wanted, names);
  const hint = meant === null ? `presets: ${names.join(', ')}` : `did you mean --policy ${meant}?`;
  return new Problem('usage', `--policy "${wanted}" is neither a file nor a preset`, { hint });
}
