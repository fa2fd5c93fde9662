// Which process a process id means: ids are reused, at the latest after a restart of the machine.
import type { World } from '../core/ports.ts';

/** A process of one boot of one machine. Null where the system does not say, as on macOS. */
export interface ProcessIdentity {
  readonly pid: number;
  /** /proc/sys/kernel/random/boot_id. */
  readonly boot: string | null;
  /** When it started, in clock ticks since the boot: field 22 of /proc/<pid>/stat, see proc_pid_stat(5). */
  readonly started: string | null;
}

type IdentityWorld = Pick<World, 'files' | 'processes'>;

/** This process. */
export async function ownIdentity(world: IdentityWorld): Promise<ProcessIdentity> {
  const { pid } = world.processes;
  return { pid, boot: await bootId(world), started: (await readStat(world, pid))?.started ?? null };
}

/** Whether this exact process runs; where the system does not say, whether any process has its id. */
export async function isRunning(world: IdentityWorld, { pid, boot, started }: ProcessIdentity): Promise<boolean> {
  const bootNow = await bootId(world);
  if (boot !== null && bootNow !== null && boot !== bootNow) return false;
  const stat = await readStat(world, pid);
  if (started === null || stat === null) return world.processes.alive(pid);
  return stat.started === started && !stat.dead;
}

async function bootId({ files }: IdentityWorld): Promise<string | null> {
  const text = await files.read('/proc/sys/kernel/random/boot_id').catch(() => null);
  return text === null || text.trim() === '' ? null : text.trim();
}

/** The program's name, the second field, may contain spaces and brackets: fields are counted after the last bracket. */
async function readStat(
  { files }: IdentityWorld,
  pid: number,
): Promise<{ readonly started: string; readonly dead: boolean } | null> {
  const text = await files.read(`/proc/${pid}/stat`).catch(() => null);
  const [state, ...fields] = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? [];
  const started = fields[18];
  // Z and X: it has ended, and its parent has not collected it yet.
  return started === undefined ? null : { started, dead: state === 'Z' || state === 'X' };
}
