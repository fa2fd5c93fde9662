// The two files in the project's folder: what will be written, and what is there already.
import { sameContent } from '../core/content.ts';
import { kindInWords } from '../core/named-file.ts';
import type { World } from '../core/ports.ts';
import { messageOf, Problem } from '../core/problem.ts';
import { pasteable } from '../core/shell-quote.ts';
import { isUntouched, withHeader } from '../kind/generated-file.ts';
import { kindConfigBody, type ClusterSettings } from '../kind/kind-config.ts';
import { decodePolicyBytes } from '../policy/text/decode-bytes.ts';
import { presets } from '../policy/authoring/presets.ts';
import { placeText } from '../settings/place.ts';
import { isAsked, type Differences } from './differences.ts';
import type { MachineFacts } from './look.ts';
import { readPreset } from './policy-source.ts';
import { upCommand } from '../state/cluster-commands.ts';
import { howWanted, type Settings } from './settings.ts';

/** What is at a file's path. */
type OnDisk =
  /** Nothing. */
  | 'absent'
  /** Exactly what will be written. */
  | 'same'
  /** A file that kind-audit wrote and nobody changed. */
  | 'untouched'
  /** The user's own work. */
  | 'changed';

export interface FileWrite {
  readonly path: string;
  readonly text: string;
  /** What to write, where that is not the text in UTF-8. */
  readonly bytes?: Uint8Array;
  readonly onDisk: OnDisk;
  /** The text that is there. */
  readonly before: string | null;
  /** The bytes that are there. */
  readonly found: Uint8Array | null;
}

/** What the cluster is made from, once the machine is known. */
export function clusterSettings(settings: Settings, facts: Pick<MachineFacts, 'image' | 'kubelet'>): ClusterSettings {
  const { name, controlPlanes, workers, rotation, state } = settings;
  return {
    name,
    image: facts.image,
    controlPlanes,
    workers,
    rotation,
    policyDir: state.policyDir,
    logsDir: state.logsDir,
    kubelet: facts.kubelet,
  };
}

/** Compares what will be written with what is there; writes nothing. */
export async function planFiles(
  world: World,
  settings: Settings,
  cluster: ClusterSettings,
): Promise<readonly FileWrite[]> {
  const config = withHeader(kindConfigBody(cluster), remarks(settings), world.sha256);
  const policy = await planPolicy(world, settings);
  const kindConfig = await planFile(world, settings.configFile, { text: config });
  const configUntouched = kindConfig.onDisk === 'changed' && isUntouched(kindConfig.before ?? '', world.sha256);
  return [policy, configUntouched ? { ...kindConfig, onDisk: 'untouched' } : kindConfig];
}

/** What a change of an existing cluster writes: the policy, where it is another one; kind reads its own file no more. */
export async function planPolicyFile(
  world: World,
  settings: Settings,
  { silent, policy, nodes }: Pick<Differences, 'silent' | 'policy' | 'nodes'>,
): Promise<readonly FileWrite[]> {
  const isNew = isAsked(settings) ? silent.length + policy.length > 0 : silent.length === nodes.length;
  if (!isNew) return [];
  const planned = await planPolicy(world, settings);
  return planned.onDisk === 'same' ? [] : [planned];
}

async function planPolicy(world: World, settings: Settings): Promise<FileWrite> {
  const policy = await planFile(world, settings.policyFile, settings.policy);
  const isOwn = policy.onDisk === 'changed' && (await isPreset(world, policy.before ?? ''));
  return isOwn ? { ...policy, onDisk: 'untouched' } : policy;
}

function remarks({ name, policyFile, state }: Settings): string[] {
  return [
    'Written by kind-audit from its own settings: change those (kind-audit up --help), not this file.',
    'By hand it makes the same audited cluster:',
    '  kind create cluster --config kind-config.yaml',
    `The API servers read a copy of the policy, ${state.deployedPolicy}.`,
    `After a change of ${policyFile} and before a new cluster, bring the copy up to date with:`,
    `  kind-audit init --name ${name}`,
    '',
  ];
}

async function planFile(world: World, path: string, wanted: Pick<FileWrite, 'text' | 'bytes'>): Promise<FileWrite> {
  const is = await kindInWords(world, path);
  if (is !== null)
    throw new Problem('file-unreadable', `${path} is ${is}, and a file must be written there`, {
      hint: 'move it, or use another folder: --dir',
    });
  const found = await world.files.readBytes(path).catch((error: unknown) => {
    throw new Problem('file-unreadable', `cannot read ${path}: ${messageOf(error)}`, {
      hint: `make it readable, or use another folder: --dir; ${pasteable(['ls', '-l', path])}`,
      cause: error,
    });
  });
  const isSame = sameContent(found, wanted.bytes ?? wanted.text);
  const before = found === null ? null : decodePolicyBytes(found).text;
  return { ...wanted, path, before, found, onDisk: found === null ? 'absent' : isSame ? 'same' : 'changed' };
}

async function isPreset(world: World, text: string): Promise<boolean> {
  const texts = await Promise.all(presets.map(({ name }) => readPreset(world, name)));
  return texts.includes(text);
}

/**
 * Makes sure that the user's work is not overwritten without asking: shows the difference and asks, or fails
 * where nobody can be asked.
 */
export async function settleConflicts(
  world: World,
  settings: Settings,
  writes: readonly FileWrite[],
  { force, ask }: { readonly force: boolean; readonly ask: boolean },
): Promise<void> {
  for (const { path, text, before } of writes.filter(({ onDisk }) => onDisk === 'changed')) {
    if (force) continue;
    const { createTwoFilesPatch } = await import('diff');
    const difference = createTwoFilesPatch(path, `${path} (to be written)`, before ?? '', text, '', '', { context: 2 });
    const problem = new Problem('file-changed', `${path} was changed by hand and would be overwritten`, {
      details: difference.trimEnd(),
      hint: await waysOut(world, settings, path),
    });
    if (!ask) throw problem;
    for (const line of difference.trimEnd().split('\n')) world.report({ type: 'note', level: 'info', text: line });
    await world.finished();
    if (!(await world.prompt.confirm(`Overwrite ${path}?`, false)))
      throw new Problem('declined', `${path} was not changed; nothing was done`, { hint: 'use another folder: --dir' });
  }
}

/** What can be done with a file that was changed by hand. An edited kind config can be used as it is, by kind itself. */
async function waysOut(world: World, settings: Settings, path: string): Promise<string> {
  const { name, kubeconfig, configFile, policyFile, state } = settings;
  const lose = `to lose the change: ${upCommand(howWanted(settings), '--force')}`;
  if (path !== configFile) {
    const { place } = settings.policy;
    const use = place === null ? 'leave out --policy' : `change ${placeText(place)}, which names another`;
    return `to use it: ${use}; ${lose}; or use another folder: --dir`;
  }
  const deploy = [pasteable(['mkdir', '-p', state.policyDir]), pasteable(['cp', policyFile, state.deployedPolicy])];
  const where = kubeconfig === null ? [] : ['--kubeconfig', kubeconfig];
  const use = [
    ...((await world.files.stat(state.deployedPolicy)) === null ? deploy : []),
    pasteable(['kind', 'create', 'cluster', '--name', name, '--config', configFile, ...where]),
    pasteable(['kind-audit', 'doctor', '--name', name]),
  ];
  return `to use it as it is: ${use.join(' && ')}; ${lose}`;
}
