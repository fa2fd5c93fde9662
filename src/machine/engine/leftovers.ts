// Files of a dead Docker daemon that keep the next one from starting.
import type { World } from '../../core/ports.ts';
import { programOf } from '../host.ts';
import type { DaemonPlace } from './place.ts';

/** The process id of the daemon that runs at this place, or null. */
export async function runningDaemon(
  world: Pick<World, 'files' | 'processes'>,
  pidFile: string,
): Promise<number | null> {
  return runningProgram(world, pidFile, 'dockerd');
}

/**
 * Removes pid files whose process is gone, or whose number now belongs to another program, and a
 * socket of the machine's containerd that has no listener. Docker reads each of them as a sign
 * of life: it refuses to start, or waits for a containerd that never answers. Only called when no
 * daemon runs; a containerd that outlived its daemon is kept, the next daemon uses it.
 */
export async function clearLeftovers(
  world: Pick<World, 'files' | 'processes'>,
  place: DaemonPlace,
): Promise<readonly string[]> {
  const { files } = world;
  const stale: string[] = [];
  for (const [pidFile, program] of [
    [place.pidFile, 'dockerd'],
    [place.containerdPidFile, 'containerd'],
  ] as const) {
    if ((await files.stat(pidFile)) !== null && (await runningProgram(world, pidFile, program)) === null)
      stale.push(pidFile);
  }
  const { containerdSocket } = place;
  if ((await files.stat(containerdSocket)) !== null && !(await isListening(files, containerdSocket)))
    stale.push(containerdSocket);
  for (const path of stale) await files.remove(path);
  return stale;
}

async function runningProgram(
  { files, processes }: Pick<World, 'files' | 'processes'>,
  pidFile: string,
  program: string,
): Promise<number | null> {
  const pid = Number((await files.read(pidFile))?.trim() ?? '');
  if (!Number.isInteger(pid) || pid <= 0 || !processes.alive(pid)) return null;
  const found = await programOf(files, pid);
  return found === null || found === program ? pid : null;
}

/** Whether a process listens on a Unix socket, from the kernel's own list. */
async function isListening(files: World['files'], socket: string): Promise<boolean> {
  const list = await files.read('/proc/net/unix');
  if (list === null) return true;
  const paths = [socket, socket.replace(/^\/run\//, '/var/run/'), socket.replace(/^\/var\/run\//, '/run/')];
  // The flag __SO_ACCEPTCON marks a listening socket.
  return list.split('\n').some((line) => paths.some((path) => line.endsWith(` ${path}`)) && / 00010000 /.test(line));
}
