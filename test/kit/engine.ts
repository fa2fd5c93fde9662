// A fake engine with nodes that answer commands by script.
import type { Engine, LocalImage, Node, NodeContainer, Ran, RunOptions } from '../../src/core/ports.ts';

/** Answers a command in a node; undefined fails it. */
export type NodeScript = (
  node: string,
  argv: readonly string[],
  options: RunOptions,
) => string | Partial<Ran> | undefined;

export interface FakeEngineOptions {
  readonly nodes?: readonly NodeContainer[];
  readonly images?: Readonly<Record<string, LocalImage>>;
  readonly registry?: 'yes' | 'no' | 'unreachable';
  readonly script?: NodeScript;
}

/** A running control plane of a cluster. */
export function controlPlane(cluster: string, suffix = ''): NodeContainer {
  const name = `${cluster}-control-plane${suffix}`;
  const image = 'kindest/node:v1.36.3';
  const id = `id-of-${name}`;
  return { id, name, cluster, role: 'control-plane', running: true, state: 'running', image, created: 0, mounts: [] };
}

/** Builds the engine; its list of nodes can be changed while a test runs. */
export function fakeEngine(options: FakeEngineOptions = {}): Engine & { containers: NodeContainer[] } {
  const containers = [...(options.nodes ?? [])];
  return {
    containers,
    provider: 'docker',
    endpoint: 'tcp://engine.test:2375',
    origin: 'a test',
    info: async () => ({ version: '28.0.0', cgroupVersion: 2, rootless: false, dataDir: '/var/lib/docker' }),
    image: async (reference) => options.images?.[reference] ?? null,
    imagesOf: async (repository) =>
      Object.keys(options.images ?? {}).filter((name) => name.startsWith(`${repository}:`)),
    registryHas: async () => options.registry ?? 'unreachable',
    nodes: async (cluster) => containers.filter((container) => cluster === null || container.cluster === cluster),
    named: async (names) => containers.filter(({ name }) => names.includes(name)),
    node: ({ name, role }) => fakeNode(name, role, options.script ?? (() => undefined)),
    execArgv: (container, argv) => ['docker', 'exec', container, ...argv],
  };
}

function fakeNode(name: string, role: Node['role'], script: NodeScript): Node {
  return {
    name,
    role,
    async run(argv, options = {}) {
      const answer = script(name, argv, options);
      const base: Ran = { argv, exitCode: 0, stdout: '', stderr: '', missing: false, timedOut: false };
      if (answer === undefined) return { ...base, exitCode: 1 };
      return typeof answer === 'string' ? { ...base, stdout: answer } : { ...base, ...answer };
    },
    async stream() {
      throw new Error('no streams in this fake');
    },
  };
}
