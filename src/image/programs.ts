// The compiled programs, and the Debian base: made at the same time, since one computes and the other downloads.
import { commandFailed } from '../core/command-failed.ts';
import type { World } from '../core/ports.ts';
import type { StepVoice } from '../core/step.ts';
import { baseProgress, readPackages } from './debian.ts';
import {
  BUILD_ENV,
  BUILD_FLAGS,
  BUILD_TARGETS,
  compileProgress,
  countStale,
  heapSettings,
  linkerFlags,
  STALE_FORMAT,
} from './go-build.ts';
import { inNamespaces } from './namespaces.ts';
import type { ImagePlan } from './plan.ts';
import type { Source } from './source.ts';
import { stage } from './stage.ts';

type Say = (text: string) => void;

/** Makes both; when one fails the other is ended, and the first failure is thrown. Returns what was done. */
export async function makeParts(
  world: Pick<World, 'exec' | 'files' | 'processes' | 'threads' | 'machine' | 'signal'>,
  plan: ImagePlan,
  source: Source,
  mirror: string,
  voice: StepVoice,
): Promise<string> {
  const stop = new AbortController();
  const signal = AbortSignal.any([world.signal, stop.signal]);
  const stoppable = { ...world, signal };
  const texts = { programs: '', base: '' };
  const say =
    (part: keyof typeof texts): Say =>
    (text) => {
      texts[part] = text;
      voice.progress([texts.programs, texts.base].filter((words) => words !== '').join('; base: '));
    };
  const both = [
    stage(stoppable, plan.paths.programs, (part) => compile(stoppable, plan, source, part, say('programs'))),
    stage(stoppable, plan.paths.base, (part) => makeBase(stoppable, plan, mirror, part, say('base'))),
  ];
  try {
    const [programs, base] = await Promise.all(both);
    return programs === 'kept' && base === 'kept' ? 'kept from an earlier run' : '';
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(both);
    throw error;
  }
}

async function compile(
  world: Pick<World, 'exec' | 'threads' | 'machine' | 'signal'>,
  plan: ImagePlan,
  source: Source,
  folder: string,
  say: Say,
): Promise<void> {
  const { exec, machine, threads, signal } = world;
  const heap = heapSettings(machine.availableMemory(), threads.processors);
  const options = { cwd: source.folder, env: { ...heap, ...BUILD_ENV }, signal };
  say('fetching Go modules');
  const listing = await exec.run(['go', 'list', ...BUILD_FLAGS, '-deps', '-f', STALE_FORMAT, ...BUILD_TARGETS], {
    ...options,
    onLine: (line, stream) => {
      if (stream === 'stderr') say(line.replace(/^go: /, ''));
    },
  });
  if (listing.exitCode !== 0) throw commandFailed(listing, 'cannot list what is to be compiled', 'go env GOPROXY');
  const progress = compileProgress(countStale(listing.stdout));
  const flags = ['-ldflags', linkerFlags(plan.kubernetes, source.release)];
  const built = await exec.run(['go', 'build', '-v', ...BUILD_FLAGS, ...flags, '-o', `${folder}/`, ...BUILD_TARGETS], {
    ...options,
    onLine: (line) => say(progress(line)),
  });
  if (built.exitCode !== 0) throw commandFailed(built, `cannot compile Kubernetes ${plan.version}`);
  say('programs compiled');
}

async function makeBase(
  world: Pick<World, 'exec' | 'files' | 'signal'>,
  plan: ImagePlan,
  mirror: string,
  folder: string,
  say: Say,
): Promise<void> {
  const { exec, files, signal } = world;
  const { release, packages } = readPackages((await files.read(`${plan.templates}/packages`)) ?? '');
  const script = `${plan.templates}/steps/base.sh`;
  say(`Debian ${release}`);
  const ran = await exec.run(inNamespaces(script, folder, mirror, release, packages.join(',')), {
    env: { LC_ALL: 'C.UTF-8' },
    signal,
    onLine: (line) => {
      const text = baseProgress(line);
      if (text !== null) say(text);
    },
  });
  if (ran.exitCode !== 0) throw commandFailed(ran, `cannot make the Debian ${release} base from ${mirror}`);
  say('finished');
}
