// The need for a container engine that answers, and that can start a node.
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { Step } from '../../core/step.ts';
import { chosenElsewhere } from '../engine/address.ts';
import { engineByHand, joinDockerGroup } from '../engine/commands.ts';
import { startStep } from '../engine/daemon.ts';
import { findEngine } from '../../core/find-engine.ts';
import { installStep, programStep } from '../engine/install.ts';
import { runningDaemon } from '../engine/leftovers.ts';
import { dockerPlace } from '../engine/place.ts';
import { isPlainRuntime, isRuntimeRegistered, runtimeStep } from '../engine/runtime.ts';
import { canUseApt, hasSystemd, mayHaveSysResource } from '../host.ts';
import { manual, type Need, type NeedState, type Provision } from '../need.ts';

export const engineNeed: Need = { id: 'engine', title: 'Container engine', look: lookAtEngine, plan: planEngine };

/** What the engine lacks, as far as it decides what to do. */
type Lack = 'engine' | 'program' | 'permission' | 'runtime' | null;

type EngineWorld = Pick<World, 'exec' | 'files' | 'processes' | 'machine' | 'engine' | 'signal'>;

/** Looks for an engine that answers, with the program through which kind talks to it. */
export async function lookAtEngine(world: EngineWorld): Promise<NeedState> {
  return (await examine(world)).state;
}

async function examine(world: EngineWorld): Promise<{ state: NeedState; lack: Lack }> {
  const engine = await findEngine(world);
  if (engine instanceof Problem) {
    const permission = engine.code === 'not-permitted';
    return {
      state: { status: permission ? 'unusable' : 'missing', evidence: engine.message },
      lack: permission ? 'permission' : 'engine',
    };
  }
  const { version } = await engine.info(world.signal);
  const evidence = `${engine.provider} ${version} at ${engine.endpoint} (${engine.origin})`;
  if (engine.provider !== 'docker') return { state: { status: 'present', evidence }, lack: null };
  if ((await world.exec.which('docker')) === null) {
    const state = { status: 'missing', evidence: `${evidence}, but not the program docker that kind calls` } as const;
    return { state, lack: 'program' };
  }
  const runtime = await runtimeOutOfBounds(world);
  if (runtime === null) return { state: { status: 'present', evidence }, lack: null };
  const why = `its runtime ${runtime} cannot start a privileged container: the daemon may not have CAP_SYS_RESOURCE`;
  return { state: { status: 'unusable', evidence: `${evidence}; ${why}` }, lack: 'runtime' };
}

/**
 * The default runtime of the daemon on this machine where it would ask for a capability that the
 * daemon can never have; null where all is well, or the daemon is not a process of this machine.
 */
async function runtimeOutOfBounds(world: EngineWorld): Promise<string | null> {
  const { exec, files, machine, signal } = world;
  if (machine.platform !== 'linux') return null;
  const pid = await runningDaemon(world, dockerPlace.pidFile);
  if (pid === null || (await mayHaveSysResource(files, pid))) return null;
  const ran = await exec.run(['docker', 'info', '--format', '{{.DefaultRuntime}}'], { signal, timeoutMs: 10_000 });
  const runtime = ran.stdout.trim();
  return ran.exitCode === 0 && isPlainRuntime(runtime) ? runtime : null;
}

async function planEngine(world: EngineWorld & Pick<World, 'env'>): Promise<Provision> {
  const { files, machine } = world;
  const { lack } = await examine(world);
  if (lack === 'permission') return manual('this user may not use the engine', ...joinDockerGroup);
  if (lack === 'runtime') {
    const stop = (await hasSystemd(files))
      ? 'systemctl stop docker.service docker.socket'
      : `kill "$(cat ${dockerPlace.pidFile})"`;
    const why = 'the engine must be started again with another runtime, which stops its containers';
    return manual(why, machine.uid === 0 ? stop : `sudo ${stop}`, 'kind-audit setup --yes');
  }
  const elsewhere = await chosenElsewhere(world);
  if (elsewhere !== null && lack === 'engine') {
    return manual(
      `${elsewhere} chooses an engine that kind-audit does not provide`,
      '# start that engine, or choose the default one:',
      ...(elsewhere.startsWith('docker context')
        ? ['docker context use default']
        : [`unset ${elsewhere.split('=')[0]}`]),
    );
  }
  const daemon = await world.exec.which('dockerd');
  const root = machine.platform === 'linux' && machine.uid === 0;
  const apt = await canUseApt(world);
  if (lack === 'program') return apt ? { how: 'steps', steps: [programStep()] } : engineByHand(world, false);
  if (!root || (daemon === null && !apt)) {
    const installed = daemon !== null || (machine.platform !== 'linux' && (await world.exec.which('docker')) !== null);
    return engineByHand(world, installed);
  }
  const steps: Step<World>[] = [];
  try {
    // Registered first: the package may start the daemon by itself.
    if (!(await mayHaveSysResource(files, 'self')) && !(await isRuntimeRegistered(world))) steps.push(runtimeStep());
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return manual(error.message, `# ${error.hint ?? ''}`, 'kind-audit setup --yes');
  }
  if (daemon === null) steps.push(installStep());
  steps.push(startStep());
  return { how: 'steps', steps };
}
