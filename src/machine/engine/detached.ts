// Starting the Docker daemon where there is no systemd: detached, so that it outlives this program.
import { pasteable } from '../../core/shell-quote.ts';
import { lastLines } from '../../core/command-failed.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { StepVoice } from '../../core/step.ts';
import { unanswered, START_MS, waitFor } from './answer.ts';
import { clearLeftovers, runningDaemon } from './leftovers.ts';
import type { DaemonPlace } from './place.ts';

/**
 * Starts a daemon that outlives this program, unless one is just starting, and waits until it
 * answers; one that is just stopping is waited for first. Throws a Problem with the end of the daemon's log when it dies or does not answer; one that
 * was started here is then stopped, and also when this program is interrupted meanwhile.
 */
export async function startDetached(
  world: Pick<World, 'exec' | 'files' | 'clock' | 'processes' | 'signal'>,
  voice: StepVoice,
  place: DaemonPlace,
  answers: () => Promise<boolean>,
): Promise<string> {
  const { files, exec, processes } = world;
  const running = await runningDaemon(world, place.pidFile);
  if (running !== null) {
    voice.progress(`dockerd runs as process ${running}; waiting for its answer`);
    if (await waitFor(world, answers, () => processes.alive(running))) return `process ${running}`;
    if (processes.alive(running)) throw unanswered(`dockerd (process ${running})`, `tail ${place.logFile}`);
    voice.progress(`process ${running} has ended`);
  }
  for (const path of await clearLeftovers(world, place)) voice.progress(`removed ${path} of a daemon that is gone`);
  const logged = (await files.stat(place.logFile))?.size ?? 0;
  const pid = await exec.detach(place.argv, place.logFile);
  voice.progress(`dockerd started as process ${pid}`);
  try {
    if (await waitFor(world, answers, () => processes.alive(pid))) return `process ${pid}, log in ${place.logFile}`;
    const what = processes.alive(pid) ? `does not answer after ${START_MS / 1000} s` : 'ended before it answered';
    throw new Problem('engine-unreachable', `dockerd ${what}; from its log:`, {
      details: complaints(await files.readBytes(place.logFile), logged),
      hint: pasteable(['less', place.logFile]),
    });
  } catch (error) {
    await stop(world, pid);
    throw error;
  }
}

/** The last lines of a daemon's log after `start` above the level "info". */
function complaints(log: Uint8Array | null, start: number): string {
  const lines = new TextDecoder()
    .decode((log ?? new Uint8Array()).subarray(start))
    .trim()
    .split('\n');
  const serious = lines.filter((line) => !line.includes('level=info') && !line.includes('level=debug'));
  return lastLines((serious.length === 0 ? lines : serious).join('\n'), 15);
}

/** Through dpkg's own tool, which is there wherever this program starts a daemon. */
async function stop({ exec, processes }: Pick<World, 'exec' | 'processes'>, pid: number): Promise<void> {
  if (processes.alive(pid))
    await exec.run(['start-stop-daemon', '--stop', '--oknodo', '--retry', '10', '--pid', `${pid}`]);
}
