// Does every node of the cluster run?
import { count } from '../../core/plural.ts';
import { aboutAll } from '../../core/finding.ts';
import { printable } from '../../core/printable.ts';
import type { Check } from '../check.ts';
import { lastError } from '../last-error.ts';
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
    const seen = await Promise.all(
      stopped.map(async (container) => ({
        container,
        argv: startCommand(target.engine, container),
        error: container.state === 'paused' ? null : await lastError(container.name, target, target.world),
        lost: container.state === 'paused' ? [] : await lostMounts(container, target.world),
      })),
    );
    const startable = seen.flatMap(({ container, argv, lost }) =>
      argv === null || lost.length > 0 ? [] : [{ container, argv }],
    );
    const commands = seen.flatMap(({ argv, lost }) => [
      ...(lost.length === 0 ? [] : [writeAgain(lost)]),
      ...(argv === null ? [] : [pasteable(argv)]),
    ]);
    return {
      status: 'fail',
      evidence: seen.map(({ container: { name, state }, error, lost }) => ({
        node: name,
        text: [`${name} is ${state}`, ...lost.map(lostText), ...(error === null ? [] : [firstLine(error)])].join(': '),
      })),
      fix: commands.join(' && ') || `${target.engine.provider} logs ${stopped[0]?.name ?? ''}`,
      repairs: startable.map(({ container, argv }) =>
        startNode(
          container,
          argv,
          target.controlPlanes.find(({ name }) => name === container.name),
        ),
      ),
    };
  },
};

function lostText({ source, is }: LostMount): string {
  return is === 'folder' ? `${source}, which it mounts as a file, is a folder` : `${source}, which it mounts, is gone`;
}

function firstLine(text: string): string {
  return printable(text.split('\n')[0] ?? '').slice(0, 300);
}
