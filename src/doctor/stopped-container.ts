// What the engine knows about a container that does not run.
import type { World } from '../core/ports.ts';
import type { Target } from './check.ts';

/** What it knows. */
export interface StoppedContainer {
  /** The engine's words when it could not start it; null where it has none. */
  readonly error: string | null;
  /** It belongs to no network, and cannot work when it is started. */
  readonly isOffNetwork: boolean;
}

/** Asks the engine; where it cannot be asked, nothing is known to be wrong. */
export async function stoppedContainer(
  name: string,
  { engine }: Pick<Target, 'engine'>,
  { exec, signal }: Pick<World, 'exec' | 'signal'>,
): Promise<StoppedContainer> {
  const format = '{{len .NetworkSettings.Networks}} {{.State.Error}}';
  const ran = await exec.run([engine.provider, 'inspect', '--format', format, name], { timeoutMs: 4000, signal });
  const [, networks, words = ''] = /^(\d+) ?([^]*)$/.exec(ran.exitCode === 0 ? ran.stdout.trim() : '') ?? [];
  return { error: words === '' || words === '<no value>' ? null : words, isOffNetwork: networks === '0' };
}

/** The command that connects a container to kind's network. */
export function connectCommand({ engine, world }: Pick<Target, 'engine' | 'world'>, name: string): readonly string[] {
  return [engine.provider, 'network', 'connect', world.env['KIND_EXPERIMENTAL_DOCKER_NETWORK'] || 'kind', name];
}
