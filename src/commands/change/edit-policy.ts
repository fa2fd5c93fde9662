// What `policy edit` does: has a copy of the policy edited until it has no errors, and puts it into effect.
import type { Content } from '../../core/content.ts';
import { exitCodes, type ExitCode } from '../../core/exit-code.ts';
import { readNamed } from '../../core/named-file.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { endedLines } from '../../core/screen-text.ts';
import { pasteable } from '../../core/shell-quote.ts';
import { MOST_POLICY_BYTES } from '../../cluster/policy-source.ts';
import { POLICY_NAME } from '../../kind/paths.ts';
import { lintPolicy } from '../../policy/lint/lint.ts';
import { decodePolicyBytes, encodedLike } from '../../policy/text/decode-bytes.ts';
import { lookAtCluster } from '../../rollout/situation.ts';
import { loadSettings } from '../../settings/load.ts';
import { readRecord, statePaths } from '../../state/cluster-state.ts';
import { clusterName } from '../options/cluster-name.ts';
import { inputOf, requireAccepted } from '../policy/input.ts';
import { applyAccepted, projectPolicy } from './apply-policy.ts';
import { withoutRemarks, withRemarks } from './edit-remarks.ts';
import { editorOf, openEditor } from './editor.ts';
import { answerUnchanged } from './change-output.ts';
import type { ChangeOptions } from '../options/change.ts';

/** A policy before it is edited, and the project's file that it comes from; null where it comes from the cluster. */
interface Original {
  readonly bytes: Uint8Array;
  readonly file: string | null;
}

/** Has the policy of a cluster edited; what is saved without an error is put into effect, as `policy apply` does it. */
export async function editPolicy(world: World, options: ChangeOptions): Promise<ExitCode> {
  const inEffect = await loadSettings(world);
  const cluster = await clusterName(options.name, world, inEffect);
  if (!world.terminal)
    throw new Problem('usage', 'an editor needs a terminal, and there is none', {
      hint: `edit a file, then: ${pasteable(['kind-audit', 'policy', 'apply', 'FILE', '--name', cluster])}`,
    });
  const editor = editorOf(world.env);
  const original = await readOriginal(world, cluster);
  const folder = `${statePaths(world, cluster).root}/edit-${cluster}-${world.random(8)}`;
  const copy = `${folder}/${POLICY_NAME}`;
  await world.files.makeDir(folder, 0o700);
  try {
    await world.files.create(copy, original.bytes, 0o600);
    const edited = await editUntilGood(world, editor, copy, original.bytes);
    if ('nothing' in edited) {
      await world.files.remove(folder);
      if (options.output === 'json') await answerUnchanged(world, cluster, edited.nothing);
      else await world.out.write(endedLines([`Nothing was changed: ${edited.nothing}.`]));
      return exitCodes.fine;
    }
    const { bytes } = edited;
    const input = inputOf(POLICY_NAME, bytes, copy);
    const command = pasteable(['kind-audit', 'policy', 'edit', '--name', cluster]);
    const code = await applyAccepted(world, inEffect, requireAccepted(input, copy), { cluster, command, options });
    const kept = options.dryRun === true || (await writeProject(world, original, bytes)) === false;
    if (kept) noteCopy(world, cluster, copy);
    else await world.files.remove(folder);
    return code;
  } catch (error) {
    const left = await world.files.readBytes(copy).catch(() => null);
    if (left === null || Buffer.compare(left, original.bytes) === 0)
      await world.files.remove(folder).catch(() => undefined);
    else noteCopy(world, cluster, copy);
    throw error;
  }
}

function noteCopy({ report }: World, cluster: string, copy: string): void {
  const next = pasteable(['kind-audit', 'policy', 'apply', copy, '--name', cluster]);
  report({ type: 'note', level: 'info', text: `the edited policy is kept; to use it: ${next}` });
}

/** The project's policy of a cluster that kind-audit made; else, and where that file is missing, the policy in effect. */
async function readOriginal(world: World, cluster: string): Promise<Original> {
  const record = await readRecord(world, statePaths(world, cluster));
  const file = record === null ? null : await projectPolicy(world, cluster);
  const bytes = file === null ? null : await readNamed(world, file, MOST_POLICY_BYTES);
  if (bytes !== null) return { bytes, file };
  const { policy } = await lookAtCluster(world, cluster);
  if (policy !== null) return { bytes: bytesOf(policy), file: null };
  throw new Problem('file-unreadable', `cluster "${cluster}" has no policy that could be edited`, {
    hint: pasteable(['kind-audit', 'policy', 'apply', 'metadata', '--name', cluster]),
  });
}

function bytesOf(content: Content): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : content;
}

/** The policy that was saved, or in words why there is none. Throws a Problem when errors are saved as they were. */
async function editUntilGood(
  world: World,
  editor: readonly string[],
  copy: string,
  original: Uint8Array,
): Promise<{ readonly bytes: Uint8Array } | { readonly nothing: string }> {
  for (let before: Uint8Array = original, first = true; ; first = false) {
    await openEditor(world, editor, copy);
    const bytes = await readSaved(world, copy);
    if (bytes === null) return { nothing: 'the file was emptied' };
    const isSame = Buffer.compare(bytes, before) === 0;
    if (Buffer.compare(bytes, original) === 0) return { nothing: 'the policy was left as it was' };
    const errors = lintPolicy(bytes).diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length === 0) return { bytes };
    const { text, broken } = decodePolicyBytes(bytes);
    // What cannot be decoded would be replaced by writing the text again.
    if (broken !== null || (isSame && !first))
      throw new Problem('policy-refused', `${asSaved(broken)}; nothing was changed`, {
        hint: pasteable(['kind-audit', 'policy', 'lint', copy]),
      });
    await world.files.write(copy, encodedLike(withRemarks(text, errors), bytes), 0o600);
    before = bytes;
  }
}

function asSaved(broken: number | null): string {
  return broken === null ? 'the errors were left as they were' : 'the saved file is neither UTF-8 nor UTF-16';
}

/** What the editor left, without the remarks on top, which are removed from the file too; null for nothing. */
async function readSaved(world: World, copy: string): Promise<Uint8Array | null> {
  const bytes = await readNamed(world, copy, MOST_POLICY_BYTES);
  if (bytes === null) return null;
  const { text } = decodePolicyBytes(bytes);
  const own = withoutRemarks(text);
  if (own.trim() === '') return null;
  if (own === text) return bytes;
  const saved = encodedLike(own, bytes);
  await world.files.write(copy, saved, 0o600);
  return saved;
}

/** Gives the project's file the new text; false, and said, where that was edited in the meantime. */
async function writeProject(world: World, { file, bytes: before }: Original, bytes: Uint8Array): Promise<boolean> {
  if (file === null) return true;
  const outcome = await world.files.replace(file, bytes, before);
  if (outcome === 'written') return true;
  const text = `${file} was changed by something else in the meantime, and is left as it is`;
  world.report({ type: 'note', level: 'warn', text });
  return false;
}
