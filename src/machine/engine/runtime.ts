// The OCI runtime for machines whose capability bounding set lacks CAP_SYS_RESOURCE: installing and registering it.
import { sameContent } from '../../core/content.ts';
import { readNamed, replaceNamed } from '../../core/named-file.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { Step } from '../../core/step.ts';

const RUNTIME = 'within-bounds';
const RUNTIME_PATH = '/usr/local/lib/kind-audit/runc-within-bounds';
const DAEMON_CONFIG = '/etc/docker/daemon.json';
/** Runtimes that ask the kernel for every capability that a privileged container requests. */
const plainRuntimes = new Set(['runc', 'io.containerd.runc.v2', 'io.containerd.runc.v1']);

/** Whether an engine with this default runtime asks for capabilities that are out of bounds. */
export function isPlainRuntime(name: string): boolean {
  return plainRuntimes.has(name);
}

/** Whether the runtime is installed, and named by the daemon's configuration. */
export async function isRuntimeRegistered({ files }: Pick<World, 'files'>): Promise<boolean> {
  return (await files.stat(RUNTIME_PATH)) !== null && withRuntime(await files.read(DAEMON_CONFIG)) === null;
}

/** Installs the runtime and makes it the default one of the daemon that will be started. */
export function runtimeStep(): Step<World> {
  return {
    id: 'engine-runtime',
    title: 'Register an OCI runtime for this reduced capability set',
    async run(world) {
      const { files } = world;
      const found = await readNamed(world, DAEMON_CONFIG);
      const before = found === null ? null : Buffer.from(found).toString();
      const after = withRuntime(before);
      const program = await files.readBytes(`${world.templates}/engine/runc-within-bounds`);
      if (program === null) throw new Error('templates/engine/runc-within-bounds is not in the package');
      let kept: string | null = null;
      await files.makeDir('/usr/local/lib/kind-audit');
      await files.write(RUNTIME_PATH, program, 0o755);
      if (after !== null) {
        await files.makeDir('/etc/docker');
        if (found !== null) kept = await keepCopy(world, DAEMON_CONFIG, found);
        await replaceNamed(world, DAEMON_CONFIG, after, found);
      }
      world.report({
        type: 'note',
        level: 'info',
        text:
          'No process on this machine can have CAP_SYS_RESOURCE (CapBnd in /proc/self/status), so a privileged ' +
          `container cannot start with runc alone. ${RUNTIME_PATH} wraps runc and leaves that capability out; ` +
          `${DAEMON_CONFIG} uses it${kept === null ? '' : `; the old file is kept as ${kept}`}.`,
      });
      return RUNTIME_PATH;
    },
  };
}

/** How many copies are kept of what others have made of the file since. */
const MOST_COPIES = 100;

/** Keeps a copy beside a file, and leaves earlier ones; returns its path. It may hold what only root may read. */
async function keepCopy({ files }: Pick<World, 'files'>, path: string, content: Uint8Array): Promise<string> {
  for (let number = 1; number <= MOST_COPIES; number += 1) {
    const copy = `${path}.before-kind-audit${number === 1 ? '' : `-${number}`}`;
    if (await files.create(copy, content, 0o600)) return copy;
    const there = await files.readBytes(copy).catch(() => null);
    if (there !== null && sameContent(there, content)) return copy;
  }
  throw new Problem('file-changed', `there are ${MOST_COPIES} copies of ${path} already`, {
    hint: `look at them: ls -l ${path}*`,
  });
}

/**
 * The daemon's configuration with the runtime in it, everything else as it was; null when nothing
 * is to be changed. A default runtime that the user has chosen stays.
 */
export function withRuntime(text: string | null): string | null {
  const config = parseConfig(text);
  const runtimes = isObject(config['runtimes']) ? config['runtimes'] : {};
  const chosen = config['default-runtime'];
  const keepsDefault = typeof chosen === 'string' && !isPlainRuntime(chosen);
  const registered = runtimes[RUNTIME];
  if (keepsDefault && (chosen !== RUNTIME || (isObject(registered) && registered['path'] === RUNTIME_PATH)))
    return null;
  const merged = {
    ...config,
    runtimes: { ...runtimes, [RUNTIME]: { path: RUNTIME_PATH } },
    'default-runtime': RUNTIME,
  };
  return `${JSON.stringify(merged, null, 2)}\n`;
}

function parseConfig(text: string | null): Record<string, unknown> {
  if (text === null || text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // reported below, with the file's name
  }
  throw new Problem('file-unreadable', `${DAEMON_CONFIG} is not a JSON object, so the engine cannot start with it`, {
    hint: `fix or move ${DAEMON_CONFIG}`,
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
