// Debian packages, through apt-get.
import { commandFailed } from '../core/command-failed.ts';
import type { Ran, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import type { Step, StepVoice } from '../core/step.ts';

const env = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
/** Another apt may be at work, as it often is right after boot. */
const waitForLock = ['-o', 'DPkg::Lock::Timeout=120'];

/** A step that installs packages; `packages` is called when the step runs. */
export function aptStep(
  id: string,
  title: string,
  packages: (world: World) => Promise<readonly string[]>,
): Step<World> {
  return { id, title, run: async (world, voice) => aptInstall(world, voice, await packages(world)) };
}

/**
 * Installs packages without their recommendations and never removes one. Fetches the package lists
 * only when the local ones are not enough, and finishes the work of an interrupted dpkg. Returns the
 * names of the packages. An abort takes effect until dpkg begins, and again when it has ended.
 */
export async function aptInstall(
  world: Pick<World, 'exec' | 'signal'>,
  voice: StepVoice,
  packages: readonly string[],
): Promise<string> {
  const argv = ['apt-get', 'install', '--yes', '--no-install-recommends', '--no-remove', ...waitForLock, ...packages];
  let ran = await apt(world, voice, argv);
  if (/dpkg was interrupted/.test(ran.stderr)) {
    await apt(world, voice, ['dpkg', '--configure', '--pending']);
    ran = await apt(world, voice, argv);
  }
  if (ran.exitCode !== 0 && /Unable to locate|no installation candidate|to fetch/i.test(ran.stdout + ran.stderr)) {
    const updated = await apt(world, voice, ['apt-get', 'update', ...waitForLock]);
    if (updated.exitCode !== 0) throw commandFailed(updated, 'cannot fetch the package lists', 'apt-get update');
    ran = await apt(world, voice, argv);
  }
  if (ran.exitCode !== 0) throw installFailed(ran, packages);
  return packages.join(', ');
}

/** Whether the local package lists know a package. */
export async function aptKnows({ exec, signal }: Pick<World, 'exec' | 'signal'>, name: string): Promise<boolean> {
  return (await exec.run(['apt-cache', 'show', '--quiet', name], { env, signal })).exitCode === 0;
}

/** What dpkg prints first. */
const dpkgBegins = /^(?:\(Reading database|Selecting previously|Preparing to unpack|Unpacking|Setting up)/;

/** Runs apt-get or dpkg; dpkg itself is never interrupted, because it would leave half a package. */
async function apt(
  { exec, signal }: Pick<World, 'exec' | 'signal'>,
  voice: StepVoice,
  argv: readonly string[],
): Promise<Ran> {
  const cut = new AbortController();
  let begun = false;
  const onAbort = (): void => {
    if (begun) voice.progress('stopping as soon as dpkg has ended');
    else cut.abort(signal.reason);
  };
  signal.throwIfAborted();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const ran = await exec.run(argv, {
      env,
      signal: cut.signal,
      onLine(line) {
        begun ||= dpkgBegins.test(line);
        // dpkg counts within one line, each number over the one before.
        const text = line.slice(line.lastIndexOf('\r') + 1).trim();
        if (text !== '') voice.progress(text);
      },
    });
    signal.throwIfAborted();
    return ran;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function installFailed(ran: Ran, packages: readonly string[]): Problem {
  const what = `cannot install ${packages.join(', ')}`;
  return /remove is disabled/.test(ran.stderr)
    ? commandFailed(ran, `${what} next to what is installed`, `apt-get install --simulate ${packages.join(' ')}`)
    : commandFailed(ran, what, `apt-get install ${packages.join(' ')}`);
}
