// Which process has a port of this machine, as far as the system says.
import type { World } from '../../core/ports.ts';

/** Milliseconds; a hint is not worth a longer wait. */
const TIMEOUT_MS = 2000;

/** "node (process 4711)"; null where it is not known. */
export async function portHolder(port: number, { exec }: Pick<World, 'exec'>): Promise<string | null> {
  const ran = await exec.run(['ss', '-Hltnp', `sport = :${port}`], { timeoutMs: TIMEOUT_MS });
  const [, name, pid] = /users:\(\("([^"]*)",pid=(\d+)/.exec(ran.stdout) ?? [];
  return name === undefined ? null : `${name} (process ${pid})`;
}
