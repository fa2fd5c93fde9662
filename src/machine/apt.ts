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
 * only where the ones at hand do not do, and mends what an interrupted dpkg left. Gives a text that
 * names the packages. An interruption is heeded until dpkg begins, and again when it has ended.
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

/** Whether the package lists at hand know a package. */
export async function aptKnows({ exec, signal }: Pick<World, 'exec' | 'signal'>, name: string): Promise<boolean> {
  return (await exec.run(['apt-cache', 'show', '--quiet', name], { env, signal })).exitCode === 0;
}

/** What dpkg says first. */
const dpkgBegins = /^(?:\(Reading database|Selecting previously|Preparing to unpack|Unpacking|Setting up)/;

/** Runs apt-get or dpkg; dpkg's own work is never cut, because it would leave half a package. */
async function apt(
  { exec, signal }: Pick<World, 'exec' | 'signal'>,
  voice: StepVoice,
  argv: readonly string[],
): Promise<Ran> {
  const cut = new AbortController();
  let begun = false;
  const heed = (): void => {
    if (begun) voice.progress('stopping as soon as dpkg has ended');
    else cut.abort(signal.reason);
  };
  signal.throwIfAborted();
  signal.addEventListener('abort', heed, { once: true });
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
    signal.removeEventListener('abort', heed);
  }
}

function installFailed(ran: Ran, packages: readonly string[]): Problem {
  const what = `cannot install ${packages.join(', ')}`;
  return /remove is disabled/.test(ran.stderr)
    ? commandFailed(ran, `${what} beside what is installed`, `apt-get install --simulate ${packages.join(' ')}`)
    : commandFailed(ran, what, `apt-get install ${packages.join(' ')}`);
}
