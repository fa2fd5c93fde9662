// What kind of machine this is: its distribution, its init, and which capabilities it may have.
import type { Files, World } from '../core/ports.ts';

/** Families that share a package manager. */
export type Family = 'debian' | 'fedora' | 'arch' | 'alpine' | 'suse' | 'other';

const families: readonly (readonly [Family, readonly string[]])[] = [
  ['debian', ['debian', 'ubuntu']],
  ['fedora', ['fedora', 'rhel', 'centos']],
  ['arch', ['arch']],
  ['alpine', ['alpine']],
  ['suse', ['suse', 'opensuse']],
];

/** The family of this Linux, from os-release's ID and ID_LIKE. */
export async function linuxFamily(files: Pick<Files, 'read'>): Promise<Family> {
  const text = (await files.read('/etc/os-release')) ?? (await files.read('/usr/lib/os-release')) ?? '';
  const words = new Set(
    [...text.matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].flatMap(([, value = '']) =>
      value.replaceAll(/["']/g, '').split(/[\s-]+/),
    ),
  );
  return families.find(([, names]) => names.some((name) => words.has(name)))?.[0] ?? 'other';
}

/** Whether packages can be installed here: Debian or Ubuntu, as root. */
export async function canUseApt({ machine, files }: Pick<World, 'machine' | 'files'>): Promise<boolean> {
  return machine.platform === 'linux' && machine.uid === 0 && (await linuxFamily(files)) === 'debian';
}

/** Whether systemd runs as init; the documented test of sd_booted(3). */
export async function hasSystemd(files: Pick<Files, 'stat'>): Promise<boolean> {
  return (await files.stat('/run/systemd/system')) !== null;
}

/** linux/capability.h */
const CAP_SYS_RESOURCE = 24n;

/**
 * Whether a process may ever have CAP_SYS_RESOURCE: its bounding set from /proc. Where nothing
 * can be read the set counts as full, as it is on ordinary machines.
 */
export async function mayHaveSysResource(files: Pick<Files, 'read'>, pid: number | 'self'): Promise<boolean> {
  const text = (await files.read(`/proc/${pid}/status`)) ?? '';
  const set = /^CapBnd:\s*([0-9a-f]+)$/m.exec(text)?.[1];
  return set === undefined || ((BigInt(`0x${set}`) >> CAP_SYS_RESOURCE) & 1n) === 1n;
}

/** The name of a process's program, empty for a zombie; null where nothing can be read. */
export async function programOf(files: Pick<Files, 'read'>, pid: number): Promise<string | null> {
  const text = await files.read(`/proc/${pid}/status`);
  if (text === null) return null;
  return /^State:\s*[ZX]/m.test(text) ? '' : (/^Name:\s*(.*)$/m.exec(text)?.[1] ?? null);
}
