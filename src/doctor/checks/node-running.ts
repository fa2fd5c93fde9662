// Does every node of the cluster run?
import { count } from '../../core/plural.ts';
import { aboutAll } from '../../core/finding.ts';
import type { Check } from '../check.ts';
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
    const startable = stopped.flatMap((container) => {
      const argv = startCommand(target.engine, container);
      return argv === null ? [] : [{ container, argv }];
    });
    return {
      status: 'fail',
      evidence: stopped.map(({ name, state }) => ({ node: name, text: `${name} is ${state}` })),
      fix:
        startable.map(({ argv }) => pasteable(argv)).join(' && ') ||
        `${target.engine.provider} logs ${stopped[0]?.name ?? ''}`,
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
