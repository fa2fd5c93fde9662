// What the engine said when it could not start a container.
import type { World } from '../core/ports.ts';
import type { Target } from './check.ts';

/** The engine's words; null where it has none, or cannot be asked. */
export async function lastError(
  name: string,
  { engine }: Pick<Target, 'engine'>,
  { exec, signal }: Pick<World, 'exec' | 'signal'>,
): Promise<string | null> {
  const argv = [engine.provider, 'inspect', '--format', '{{.State.Error}}', name];
  const ran = await exec.run(argv, { timeoutMs: 4000, signal });
  const words = ran.exitCode === 0 ? ran.stdout.trim() : '';
  return words === '' || words === '<no value>' ? null : words;
}
