// Starting the Docker daemon: through systemd, or detached where there is none.
import { commandFailed } from '../../core/command-failed.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { Step } from '../../core/step.ts';
import { hasSystemd } from '../host.ts';
import { unanswered, START_MS, waitFor } from './answer.ts';
import { startDetached } from './detached.ts';
import { findEngine } from '../../core/find-engine.ts';
import { dockerPlace } from './place.ts';

/** Starts the daemon and waits until it answers. */
export function startStep(): Step<World> {
  return {
    id: 'engine-start',
    title: 'Start the container engine',
    async run(world, voice) {
      const answers = async (): Promise<boolean> => isAnswering(world);
      if (await isSystemdService(world)) {
        const argv = ['systemctl', 'enable', '--now', 'docker.service'];
        const ran = await world.exec.run(argv, { signal: world.signal, timeoutMs: START_MS });
        const hint = 'journalctl --unit docker --no-pager --lines 50';
        if (ran.exitCode !== 0) throw commandFailed(ran, 'systemd cannot start Docker', hint);
        if (!(await waitFor(world, answers))) throw unanswered('the docker service', hint);
        return 'by systemd';
      }
      return startDetached(world, voice, dockerPlace, answers);
    },
  };
}

async function isAnswering(world: Pick<World, 'engine' | 'signal'>): Promise<boolean> {
  return !((await findEngine(world)) instanceof Problem);
}

async function isSystemdService({ exec, files, signal }: Pick<World, 'exec' | 'files' | 'signal'>): Promise<boolean> {
  if (!(await hasSystemd(files))) return false;
  return (await exec.run(['systemctl', 'cat', 'docker.service'], { signal })).exitCode === 0;
}
