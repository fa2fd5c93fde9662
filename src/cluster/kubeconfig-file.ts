// The kubeconfig that kind will write to: which file that is, and whether kind can write to it.
import { absolutePath, folderOf } from '../core/path.ts';
import type { World } from '../core/ports.ts';
import { messageOf, Problem, type ProblemCode } from '../core/problem.ts';
import { pasteable } from '../core/shell-quote.ts';
import { parseKubeconfig } from '../kind/kubeconfig.ts';
import { upCommand } from '../state/cluster-commands.ts';
import { howWanted, type Settings } from './settings.ts';

/** The files in which a context is looked for, and the one that a new context is written to. */
export interface KubeconfigFiles {
  readonly read: readonly string[];
  readonly written: string;
  /** What named it, in words. */
  readonly origin: string;
}

/**
 * By kind's rule: --kubeconfig; else the files of KUBECONFIG, of which the first that exists is written to, or the last;
 * else ~/.kube/config. Source: kind pkg/cluster/internal/kubeconfig/internal/kubeconfig/paths.go.
 */
export async function kubeconfigFiles(
  world: Pick<World, 'env' | 'cwd' | 'files'>,
  explicit: string | null,
): Promise<KubeconfigFiles> {
  if (explicit !== null) return { read: [explicit], written: explicit, origin: '--kubeconfig' };
  const named = (world.env['KUBECONFIG'] ?? '').split(':').filter((path) => path !== '');
  const list = [...new Set(named)].map((path) => absolutePath(world.cwd, path));
  const [only = defaultFile(world), ...more] = list;
  if (list.length === 0) return { read: [only], written: only, origin: 'the default' };
  if (more.length === 0) return { read: [only], written: only, origin: 'KUBECONFIG' };
  for (const path of list) {
    const stat = await world.files.stat(path).catch(() => null);
    if (stat !== null && stat.kind !== 'directory') return { read: list, written: path, origin: 'KUBECONFIG' };
  }
  return { read: list, written: more.at(-1) ?? only, origin: 'KUBECONFIG' };
}

/** Without HOME it is one of the current folder. */
function defaultFile({ env, cwd }: Pick<World, 'env' | 'cwd'>): string {
  const home = env['HOME'] ?? '';
  return absolutePath(cwd, home === '' ? '.kube/config' : `${home}/.kube/config`);
}

/** Milliseconds for which a lock of the kubeconfig may be there: kind and kubectl hold it for a moment. */
const LOCKED_MS = 1000;

/** Throws a Problem that names the file and what to do unless kind can add a context to it. */
export async function requireWritableKubeconfig(world: World, settings: Settings): Promise<void> {
  const { files } = world;
  const { written, origin } = await kubeconfigFiles(world, settings.kubeconfig);
  const fail = (code: ProblemCode, why: string, cause?: unknown, hint?: string): Problem =>
    new Problem(code, `kind cannot write the kubeconfig ${written} (from ${origin}): ${why}`, {
      hint:
        hint ?? `name another file: ${upCommand({ ...howWanted(settings), kubeconfig: null }, '--kubeconfig', 'FILE')}`,
      cause,
    });
  try {
    const stat = await files.stat(written);
    if (stat === null) return await tryFolder(world, folderOf(written));
    if (stat.kind !== 'file')
      throw fail('file-unreadable', `it is ${stat.kind === 'directory' ? 'a folder' : `a ${stat.kind}`}`);
    if (parseKubeconfig((await files.read(written)) ?? '') === null)
      throw fail('file-unreadable', 'what is in it is not a kubeconfig');
    await files.tryWrite(written);
    await tryFolder(world, folderOf(written));
    const lock = `${written}.lock`;
    if ((await files.stat(lock)) === null) return;
    await world.clock.sleep(LOCKED_MS, world.signal);
    if ((await files.stat(lock)) !== null)
      throw fail(
        'locked',
        `its lock ${lock} is there`,
        undefined,
        `if no kind or kubectl is writing it: ${pasteable(['rm', lock])}`,
      );
  } catch (error) {
    world.signal.throwIfAborted();
    if (error instanceof Problem) throw error;
    throw fail('not-permitted', messageOf(error), error);
  }
}

/** kind creates a lock beside the file: throws what keeps it from that. */
async function tryFolder({ files, random }: Pick<World, 'files' | 'random'>, folder: string): Promise<void> {
  let there = folder;
  while (there !== '/' && (await files.stat(there)) === null) there = folderOf(there);
  const probe = `${there === '/' ? '' : there}/.kind-audit-${random(4)}.tmp`;
  try {
    await files.create(probe, '', 0o600);
  } finally {
    await files.remove(probe).catch(() => files.remove(probe));
  }
}
