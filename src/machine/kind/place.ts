// Where programs are installed on this machine.
import type { World } from '../../core/ports.ts';

/** The folder that programs are put into: the machine's as root, else the user's own. */
export function programFolder({ machine, home }: Pick<World, 'machine' | 'home'>): string {
  return machine.uid === 0 ? '/usr/local/bin' : `${home}/.local/bin`;
}

/** Whether a folder is searched for programs; `before` asks whether it is searched before that other one. */
export function isOnPath({ env }: Pick<World, 'env'>, folder: string, before?: string): boolean {
  const folders = (env['PATH'] ?? '').split(':').map((entry) => entry.replace(/\/+$/, ''));
  const index = folders.indexOf(folder);
  if (index === -1) return false;
  const other = before === undefined ? -1 : folders.indexOf(before);
  return other === -1 || index <= other;
}
