// Does every node of the cluster run?
import { count } from '../../core/plural.ts';
import { aboutAll } from '../../core/finding.ts';
import { printable } from '../../core/printable.ts';
import type { NodeContainer } from '../../core/ports.ts';
import type { Check, Target } from '../check.ts';
import { connectCommand, stoppedContainer } from '../stopped-container.ts';
import { lostMounts, writeAgain, type LostMount } from '../lost-mounts.ts';
import { startCommand } from '../../node/start-command.ts';
import { startNode } from '../repairs/start-node.ts';
import { pasteable } from '../../core/shell-quote.ts';

export const nodeRunning: Check = {
  id: 'node-running',
  title: 'Nodes running',
  about: 'every container of the cluster runs: none is paused or stopped',
  quick: true,
  timeoutMs: 5000,
  async look(target) {
    const stopped = target.containers.filter(({ running }) => !running);
    const amount = count(target.containers.length, 'node');
    if (stopped.length === 0) return { status: 'ok', evidence: aboutAll(`${amount}, all running`) };
    const seen = await Promise.all(stopped.map((container) => lookAt(container, target)));
    return {
      status: 'fail',
      evidence: seen.map(({ container: { name }, words }) => ({ node: name, text: words.join(': ') })),
      fix:
        seen.flatMap(({ first, commands }) => [...first, ...commands.map(pasteable)]).join(' && ') ||
        `${target.engine.provider} logs ${stopped[0]?.name ?? ''}`,
      repairs: seen
        .filter(({ first, commands }) => first.length === 0 && commands.length > 0)
        .map(({ container, commands }) =>
          startNode(
            container,
            commands,
            target.controlPlanes.find(({ name }) => name === container.name),
          ),
        ),
    };
  },
};

/** A node that does not run: what is known about it, what a person must do first, and the commands that start it. */
async function lookAt(
  container: NodeContainer,
  target: Target,
): Promise<{
  readonly container: NodeContainer;
  readonly words: readonly string[];
  readonly first: readonly string[];
  readonly commands: readonly (readonly string[])[];
}> {
  const { name, state } = container;
  const start = startCommand(target.engine, container);
  if (state === 'paused' || start === null)
    return { container, words: [`${name} is ${state}`], first: [], commands: start === null ? [] : [start] };
  const [{ error, isOffNetwork }, lost] = await Promise.all([
    stoppedContainer(name, target, target.world),
    lostMounts(container, target.world),
  ]);
  return {
    container,
    words: [
      `${name} is ${state}`,
      ...lost.map(lostText),
      ...(isOffNetwork ? ['it is on no network'] : []),
      ...(error === null ? [] : [firstLine(error)]),
    ],
    first: lost.length === 0 ? [] : [writeAgain(lost)],
    commands: [...(isOffNetwork ? [connectCommand(target, name)] : []), start],
  };
}

function lostText({ source, is }: LostMount): string {
  return is === 'folder' ? `${source}, which it mounts as a file, is a folder` : `${source}, which it mounts, is gone`;
}

function firstLine(text: string): string {
  return printable(text.split('\n')[0] ?? '').slice(0, 300);
}
