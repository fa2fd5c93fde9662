// The command that brings a stopped or paused node back.
import type { Engine, NodeContainer } from '../core/ports.ts';

/** As an argument list; null for a state in which no command helps. */
export function startCommand(
  { provider }: Pick<Engine, 'provider'>,
  { name, state }: Pick<NodeContainer, 'name' | 'state'>,
): readonly string[] | null {
  if (state === 'paused') return [provider, 'unpause', name];
  return state === 'exited' || state === 'created' ? [provider, 'start', name] : null;
}

/** The same in words, for a hint: where no command starts it, the one that shows its last words. */
export function startHint(engine: Pick<Engine, 'provider'>, container: Pick<NodeContainer, 'name' | 'state'>): string {
  return (startCommand(engine, container) ?? [engine.provider, 'logs', container.name]).join(' ');
}
