// An engine that is reached through its own program: what is asked, within which limits, and how answers are read.
import { expect, test } from 'vitest';
import type { Engine, Exec, Ran, RunOptions } from '../../src/core/ports.ts';
import { commandLineEngine } from '../../src/io/engine/command-line.ts';
import { hostExec } from '../../src/io/exec.ts';

interface Asked {
  readonly argv: readonly string[];
  readonly options: RunOptions;
}

/** A host whose podman answers by the first row whose text the command line contains, else with nothing. */
function podman(rows: Readonly<Record<string, Partial<Ran>>>): Exec & { readonly asked: Asked[] } {
  const asked: Asked[] = [];
  return {
    asked,
    async run(argv, options = {}) {
      asked.push({ argv, options });
      const row = Object.entries(rows).find(([text]) => argv.join(' ').includes(text))?.[1];
      return { argv, exitCode: 0, stdout: '', stderr: '', missing: false, timedOut: false, ...row };
    },
  };
}

const inspected = {
  Id: 'c1',
  Created: '2026-11-21T00:00:00.5Z',
  Mounts: [{ Type: 'bind', Source: '/host', Destination: '/node' }],
  Name: 'kind-control-plane',
  State: { Status: 'running' },
  Image: 'sha256:1',
  Config: {
    Image: 'kindest/node:v1.36.3',
    Labels: { 'io.x-k8s.kind.cluster': 'kind', 'io.x-k8s.kind.role': 'control-plane' },
  },
};
const rows = {
  'ps --all': { stdout: 'kind-control-plane\n' },
  'image inspect a/b:1': { stdout: JSON.stringify([{ Id: 'sha256:1', Config: { Labels: { a: 'b' } } }]) },
  'image inspect': { exitCode: 125 },
  'podman inspect kind-control-plane': { stdout: JSON.stringify([inspected]) },
  images: { stdout: 'a/b 1 sha256:1\na/b <none> sha256:0\n' },
  info: {
    stdout: JSON.stringify({
      host: { cgroupVersion: 'v2', security: { rootless: true } },
      store: { graphRoot: '/g' },
      version: { Version: '5.0' },
    }),
  },
  'manifest inspect': { exitCode: 1, stderr: 'manifest unknown' },
};

test('reads what the program prints', async () => {
  const host = podman(rows);
  const engine = await commandLineEngine('podman', host, 'a test');
  expect(await engine.info()).toEqual({ version: '5.0', cgroupVersion: 2, rootless: true, dataDir: '/g' });
  expect(await engine.image('a/b:1')).toEqual({ id: 'sha256:1', labels: { a: 'b' } });
  expect(await engine.image('a/b:9')).toBeNull();
  expect(await engine.imagesOf('a/b')).toEqual(['a/b:1', 'a/b@sha256:0']);
  expect(await engine.registryHas('a/b:9', 100)).toBe('no');
  expect(await engine.nodes('kind')).toEqual([
    {
      id: 'c1',
      name: 'kind-control-plane',
      cluster: 'kind',
      role: 'control-plane',
      running: true,
      state: 'running',
      image: 'kindest/node:v1.36.3',
      created: Date.UTC(2026, 10, 21, 0, 0, 0, 500),
      mounts: [{ source: '/host', target: '/node' }],
    },
  ]);
  expect(await engine.named(['kind-control-plane', 'none'])).toMatchObject([{ id: 'c1' }]);
  await engine.nodes(null);
  expect(host.asked.flatMap(({ argv }) => argv.filter((word) => word.startsWith('label=')))).toEqual([
    'label=io.x-k8s.kind.cluster=kind',
    'label=io.x-k8s.kind.cluster',
  ]);
});

const calls: readonly [name: string, call: (engine: Engine, signal: AbortSignal) => Promise<unknown>][] = [
  ['info', async (engine, signal) => engine.info(signal)],
  ['image', async (engine, signal) => engine.image('a/b:1', signal)],
  ['imagesOf', async (engine, signal) => engine.imagesOf('a/b', signal)],
  ['registryHas', async (engine, signal) => engine.registryHas('a/b:1', 100, signal)],
  ['nodes', async (engine, signal) => engine.nodes('kind', signal)],
];

test.each(calls)('%s runs with a time limit and the signal', async (_name, call) => {
  const host = podman(rows);
  const engine = await commandLineEngine('podman', host, 'a test');
  const { signal } = new AbortController();
  await call(engine, signal);
  const [version, ...later] = host.asked;
  expect(version?.options.timeoutMs).toBeGreaterThan(0);
  expect(later.length).toBeGreaterThan(0);
  for (const { options } of later) {
    expect(options.timeoutMs).toBeGreaterThan(0);
    expect(options.signal).toBe(signal);
  }
});

test('a program that does not answer in time is a problem with the engine', async () => {
  await expect(
    commandLineEngine('podman', podman({ version: { exitCode: null, timedOut: true } }), 'a test'),
  ).rejects.toMatchObject({ code: 'engine-unreachable', message: expect.stringContaining('took too long') });
});

test('a node that is stopped is named', async () => {
  const host = podman({ exec: { exitCode: 125, stderr: 'container state improper' } });
  const engine = await commandLineEngine('podman', host, 'a test');
  const node = engine.node({ name: 'kind-control-plane', role: 'control-plane' });
  await expect(node.run(['true'])).rejects.toMatchObject({
    code: 'node-stopped',
    hint: 'podman start kind-control-plane',
  });
});

test('a stream of a program that is not there is an error of the call', async () => {
  const host: Exec = { run: async (argv) => ({ ...(await hostExec.run(['true'])), argv }) };
  // The name of a provider that no machine of a test has.
  const engine = await commandLineEngine('nerdctl.lima', host, 'a test');
  const node = engine.node({ name: 'kind-control-plane', role: 'control-plane' });
  await expect(node.stream(['cat'], new AbortController().signal)).rejects.toMatchObject({ code: 'ENOENT' });
});

test.each([
  ['Error: container state improper', 'is not running', 'podman start kind-control-plane'],
  [
    'Error: Container 1f is paused, unpause the container before exec',
    'is paused',
    'podman unpause kind-control-plane',
  ],
])('a node in which nothing runs: %s', async (stderr, message, hint) => {
  const engine = await commandLineEngine('podman', podman({ 'podman exec': { exitCode: 255, stderr } }), 'a test');
  const ran = engine.node({ name: 'kind-control-plane', role: 'control-plane' }).run(['true']);
  await expect(ran).rejects.toMatchObject({ code: 'node-stopped', hint, message: expect.stringContaining(message) });
});
