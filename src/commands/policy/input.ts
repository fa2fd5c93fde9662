// Reads the input of the policy commands: files, standard input or presets.
import { pasteable } from '../../core/shell-quote.ts';
import { absolutePath } from '../../core/path.ts';
import { MOST_POLICY_BYTES, readPreset } from '../../cluster/policy-source.ts';
import { formatBytes } from '../../core/byte-size.ts';
import { joined } from '../../core/lines.ts';
import { readNamed } from '../../core/named-file.ts';
import { nearest } from '../../core/nearest.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { loadWithPlaces, type PlacedPolicy, type PolicySource } from '../../policy/load/load.ts';
import type { Policy } from '../../policy/model/policy.ts';
import { presets } from '../../policy/authoring/presets.ts';
import { withFileName } from '../../policy/recognize/named-help.ts';
import { decodePolicyBytes } from '../../policy/text/decode-bytes.ts';

/** A text, and the name that is shown for it. */
export interface Input {
  readonly name: string;
  readonly text: string;
  /** The bytes or text before decoding; a policy may be refused because of them. */
  readonly source: PolicySource;
  /** Absolute; null for standard input and presets. */
  readonly path: string | null;
}

/** For lists of requests and events: bytes. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Reads a policy or a suite: a file, "-" for standard input, or a preset by its name where there is no file of that name. */
export async function readYamlInput(world: World, name: string): Promise<Input> {
  return await readInput(world, name, MOST_POLICY_BYTES);
}

/** The same for any file of the policy commands; throws a Problem for one of more than `most` bytes. */
export async function readInput(world: World, name: string, most = MOST_BYTES): Promise<Input> {
  if (name === '-') return inputOf('<stdin>', await readAll(world.stdin(), most), null);
  const path = absolutePath(world.cwd, name);
  const bytes = await readNamed(world, name, most);
  if (bytes !== null) return inputOf(name, bytes, path);
  if (presets.some((preset) => preset.name === name)) {
    const text = await readPreset(world, name);
    return { name: `preset ${name}`, text, source: text, path: null };
  }
  const meant = nearest(
    name,
    presets.map((preset) => preset.name),
  );
  throw new Problem('file-unreadable', `there is no file ${name}`, {
    hint:
      meant === null ? 'kind-audit policy presets lists the built-in policies' : `did you mean the preset ${meant}?`,
  });
}

/** What a file or standard input holds; `path` as in `Input`. */
export function inputOf(name: string, source: Uint8Array, path: string | null): Input {
  return { name, text: decodePolicyBytes(source).text, source, path };
}

async function readAll(stream: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of stream) {
    bytes += piece.length;
    if (bytes > most) {
      throw new Problem('file-unreadable', `standard input holds more than ${formatBytes(most)}`, {
        hint: 'give a smaller file',
      });
    }
    pieces.push(piece);
  }
  return joined(pieces);
}

export type AcceptedPolicy = PlacedPolicy & { readonly policy: Policy; readonly input: Input };

/** Reads a policy that the API server must accept. */
export async function readAcceptedPolicy(world: World, name: string, version?: string): Promise<AcceptedPolicy> {
  return requireAccepted(await readYamlInput(world, name), name, version);
}

/** The same for what was read already; `name` is what to type for it. */
export function requireAccepted(input: Input, name: string, version?: string): AcceptedPolicy {
  const loaded = loadWithPlaces(input.source, version === undefined ? {} : { kubernetesVersion: version });
  const { policy } = loaded;
  if (policy !== undefined) return { ...loaded, policy, input };
  const first = loaded.diagnostics.find(({ severity }) => severity === 'error');
  const { help } = first === undefined ? {} : withFileName(first, name);
  const isOther = first?.id === 'not-a-policy' || first?.id === 'template';
  const where = first === undefined ? '' : `:${first.line}:${first.column}: ${first.message}`;
  throw new Problem('policy-refused', `the API server refuses ${input.name}${where}`, {
    hint: isOther && help !== undefined ? help : pasteable(['kind-audit', 'policy', 'lint', name]),
  });
}
