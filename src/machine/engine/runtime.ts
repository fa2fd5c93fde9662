// The OCI runtime for machines whose capability bounding set lacks CAP_SYS_RESOURCE: installing and registering it.
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
      const before = await files.read(DAEMON_CONFIG);
      const after = withRuntime(before);
      const program = await files.readBytes(`${world.templates}/engine/runc-within-bounds`);
      if (program === null) throw new Error('templates/engine/runc-within-bounds is not in the package');
      await files.makeDir('/usr/local/lib/kind-audit');
      await files.write(RUNTIME_PATH, program, 0o755);
      if (after !== null) {
        await files.makeDir('/etc/docker');
        if (before !== null) await files.copy(DAEMON_CONFIG, `${DAEMON_CONFIG}.before-kind-audit`);
        await files.write(DAEMON_CONFIG, after);
      }
      world.report({
        type: 'note',
        level: 'info',
        text:
          'No process on this machine can have CAP_SYS_RESOURCE (CapBnd in /proc/self/status), so a privileged ' +
          `container cannot start with runc alone. ${RUNTIME_PATH} wraps runc and leaves that capability out; ` +
          `${DAEMON_CONFIG} uses it${before === null || after === null ? '' : `; the old file is kept as ${DAEMON_CONFIG}.before-kind-audit`}.`,
      });
      return RUNTIME_PATH;
    },
  };
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
