// The Docker engine over a real socket: what it answers, and that no call outlives a daemon that answers badly.
import { expect, test } from 'vitest';
import type { Engine } from '../../src/core/ports.ts';
import { dockerEngine } from '../../src/io/engine/docker.ts';
import { badAnswers, dockerDaemon, frame, type Answer } from './docker-daemon.ts';

/** Milliseconds: enough for an answer from this process. */
const SOON = 150;
const LATE = 60_000;

async function connect(host: string, answerMs = SOON): Promise<Engine> {
  return dockerEngine({ host, origin: 'a test' }, { pingMs: answerMs, answerMs });
}

const node = { name: 'kind-control-plane', role: 'control-plane' } as const;
const started = { '/containers/kind-control-plane/exec': { json: { Id: 'e1' } } } as const;
const running = { ...started, '/exec/e1/start': { frames: [frame(1, 'out\n'), frame(2, 'err\n')] } } as const;

/** Every call that reaches the engine, with the path which the daemon answers badly and what it answers before. */
const calls: readonly [
  name: string,
  path: string,
  before: Readonly<Record<string, Answer>>,
  call: (engine: Engine, signal?: AbortSignal) => Promise<unknown>,
][] = [
  ['info', '/info', {}, async (engine, signal) => engine.info(signal)],
  ['image', '/images/a/b:1/json', {}, async (engine, signal) => engine.image('a/b:1', signal)],
  ['imagesOf', '/images/json', {}, async (engine, signal) => engine.imagesOf('a/b', signal)],
  ['nodes', '/containers/json', {}, async (engine, signal) => engine.nodes('kind', signal)],
  ['the making of a command', '/exec', {}, async (engine, signal) => run(engine, signal)],
  ['the start of a command', '/exec/e1/start', started, async (engine, signal) => run(engine, signal)],
  ['the end of a command', '/exec/e1/json', running, async (engine, signal) => run(engine, signal)],
  ['the start of a stream', '/exec/e1/start', started, startStream],
];

async function startStream(engine: Engine, signal = new AbortController().signal): Promise<void> {
  await using stream = await engine.node(node).stream(['cat'], signal);
  for await (const chunk of stream.stdout) expect(chunk).toBeUndefined();
}

async function run(engine: Engine, signal?: AbortSignal): Promise<unknown> {
  return engine.node(node).run(['cat'], signal === undefined ? {} : { signal });
}

test.each(
  calls.flatMap(([name, path, before, call]) => badAnswers.map((bad) => [name, bad, path, before, call] as const)),
)('%s ends when the daemon is like this: %s', async (name, bad, path, before, call) => {
  await using daemon = await dockerDaemon({ ...before, [path]: bad });
  const engine = await connect(daemon.host);
  await expect(call(engine)).rejects.toMatchObject({
    code: 'engine-unreachable',
    message: expect.stringContaining(
      bad === 'silent'
        ? `within ${SOON / 1000} s`
        : bad === 'half' && name === 'the start of a command'
          ? 'broke off'
          : `no container engine answers at ${daemon.host}`,
    ),
  });
  expect(daemon.asked.at(-1)).toContain(path);
  await daemon.whenAlone();
});

test.each(calls)('%s ends when it is aborted', async (_name, path, before, call) => {
  await using daemon = await dockerDaemon({ ...before, [path]: 'silent' });
  const engine = await connect(daemon.host, LATE);
  const stop = new AbortController();
  const called = call(engine, stop.signal);
  await daemon.whenAsked(path);
  stop.abort(new Error('enough'));
  await expect(called).rejects.toThrow('enough');
  await expect(call(engine, stop.signal)).rejects.toThrow('enough');
});

test.each(badAnswers)('a daemon like this is no engine: %s', async (bad) => {
  await using daemon = await dockerDaemon({ '/_ping': bad });
  // Half of a ping's answer is an answer: it is not read as JSON, but it must be whole.
  await expect(connect(daemon.host)).rejects.toMatchObject({ code: 'engine-unreachable' });
});

test('the search for the engine ends when it is aborted', async () => {
  await using daemon = await dockerDaemon({ '/_ping': 'silent' });
  const stop = new AbortController();
  const found = dockerEngine({ host: daemon.host, origin: 'a test' }, { signal: stop.signal, pingMs: LATE });
  await daemon.whenAsked('/_ping');
  stop.abort(new Error('enough'));
  await expect(found).rejects.toThrow('enough');
});

test.each([
  ['the making of a command', '/containers/kind-control-plane/exec', {}],
  ['its start', '/exec/e1/start', started],
  ['its end', '/exec/e1/json', running],
] as const)('a time-out counts from the first call: the daemon is silent at %s', async (_name, path, before) => {
  await using daemon = await dockerDaemon({ ...before, [path]: 'silent' });
  const engine = await connect(daemon.host, LATE);
  expect(await engine.node(node).run(['cat'], { timeoutMs: SOON })).toMatchObject({ exitCode: null, timedOut: true });
});

test('a command that does not end is ended by its time-out and by its signal', async () => {
  await using daemon = await dockerDaemon({ ...started, '/exec/e1/start': { frames: [] } });
  const engine = await connect(daemon.host, LATE);
  expect(await engine.node(node).run(['sleep'], { timeoutMs: SOON })).toMatchObject({ exitCode: null, timedOut: true });
  const stop = new AbortController();
  const ran = engine.node(node).run(['sleep'], { signal: stop.signal });
  await daemon.whenAsked('/exec/e1/start');
  stop.abort(new Error('enough'));
  await expect(ran).rejects.toThrow('enough');
});

test('a command may run longer than an answer may take, also where no connection is upgraded', async () => {
  const output = { proxied: [frame(1, 'early\n'), frame(1, 'late\n')], gapMs: 3 * SOON } as const;
  await using daemon = await dockerDaemon({
    ...started,
    '/exec/e1/start': output,
    '/exec/e1/json': { json: { ExitCode: 0 } },
  });
  const engine = await connect(daemon.host);
  expect(await engine.node(node).run(['cat'])).toMatchObject({ exitCode: 0, stdout: 'early\nlate\n' });
});

test('a registry that the engine cannot ask in time is unreachable, and an abort is an abort', async () => {
  await using daemon = await dockerDaemon({ '/distribution/a/b:1/json': 'silent' });
  const engine = await connect(daemon.host, LATE);
  expect(await engine.registryHas('a/b:1', SOON)).toBe('unreachable');
  await expect(engine.registryHas('a/b:1', LATE, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});

test.each([
  [{ json: {} }, 'yes'],
  [{ status: 404 }, 'no'],
  [{ status: 401 }, 'no'],
  [{ status: 500 }, 'unreachable'],
] as const)('what the registry says to the engine: %j is %s', async (answer, said) => {
  await using daemon = await dockerDaemon({ '/distribution/': answer });
  expect(await (await connect(daemon.host)).registryHas('a/b:1', LATE)).toBe(said);
});

test('gives output and exit code of a command, and its lines as they come', async () => {
  await using daemon = await dockerDaemon({ ...running, '/exec/e1/json': { json: { ExitCode: 3 } } });
  const lines: string[] = [];
  const engine = await connect(daemon.host);
  const ran = await engine.node(node).run(['cat'], { onLine: (line, from) => void lines.push(`${from} ${line}`) });
  expect(ran).toEqual({
    argv: ['cat'],
    exitCode: 3,
    stdout: 'out\n',
    stderr: 'err\n',
    missing: false,
    timedOut: false,
  });
  expect(lines).toEqual(['stdout out', 'stderr err']);
});

const end = { '/exec/e1/json': { json: { ExitCode: 0 } } } as const;

test.each([null, undefined, '0', 0.5, {}, [0], true].map((ExitCode) => ({ ExitCode })))(
  'an exit code that is none is unknown: %j',
  async ({ ExitCode }) => {
    await using daemon = await dockerDaemon({ ...running, '/exec/e1/json': { json: { ExitCode } } });
    const ran = await (await connect(daemon.host)).node(node).run(['cat']);
    expect(ran).toMatchObject({ exitCode: null, stdout: 'out\n', missing: false, timedOut: false });
  },
);

test('a command that closes its output and runs on is waited for, within its limits', async () => {
  const goesOn = { Running: true, ExitCode: null };
  await using ends = await dockerDaemon({
    ...running,
    '/exec/e1/json': { jsons: [goesOn, goesOn, { Running: false, ExitCode: 4 }] },
  });
  expect(await (await connect(ends.host)).node(node).run(['cat'])).toMatchObject({ exitCode: 4, stdout: 'out\n' });
  await using never = await dockerDaemon({ ...running, '/exec/e1/json': { json: goesOn } });
  const engine = await connect(never.host, LATE);
  const limited = await engine.node(node).run(['cat'], { timeoutMs: 2 * SOON });
  expect(limited).toMatchObject({ exitCode: null, timedOut: true, stdout: 'out\n' });
});

test.each([undefined, null, '', 5, {}, { toString: 1 }, []].map((Id) => ({ Id })))(
  'a command without a name was not started: %j',
  async ({ Id }) => {
    await using daemon = await dockerDaemon({
      ...running,
      ...end,
      '/containers/kind-control-plane/exec': { json: { Id } },
    });
    const { run: runs, stream } = (await connect(daemon.host)).node(node);
    const refused = {
      code: 'engine-unreachable',
      message: 'the container engine started no command in kind-control-plane, and said no reason',
      hint: 'docker exec kind-control-plane true',
    };
    await expect(runs(['cat'])).rejects.toMatchObject(refused);
    await expect(stream(['cat'], new AbortController().signal)).rejects.toMatchObject(refused);
  },
);

test('half a character in a name is no defect', async () => {
  await using daemon = await dockerDaemon({ '/exec': { json: { Id: 'e\uD800' } }, '/start': { frames: [] } });
  const engine = await connect(daemon.host);
  const ran = engine.node({ ...node, name: 'a\uDC00' }).run(['cat'], { timeoutMs: SOON });
  await expect(ran).rejects.toMatchObject({ code: 'engine-unreachable' });
});

const whole = frame(1, 'out\n');
test.each([
  ['an error of the engine', Buffer.concat([whole, frame(3, 'x')]), 'it reports an error in its place'],
  ['no frames', Buffer.from('plain text of a terminal\n'), 'it is not in frames'],
  ['a type that there is not', Buffer.from([9, 0, 0, 0, 0, 0, 0, 1, 65]), 'it is not in frames'],
  ['half a header', Buffer.concat([whole, whole.subarray(0, 5)]), 'it ends within a frame'],
  ['half a frame', Buffer.concat([whole, whole.subarray(0, 10)]), 'it ends within a frame'],
] as const)('output that is cut off or damaged is not taken for a whole one: %s', async (_what, bytes, why) => {
  await using daemon = await dockerDaemon({ ...started, ...end, '/exec/e1/start': { frames: [bytes] } });
  const { run: runs, stream } = (await connect(daemon.host)).node(node);
  const broken = {
    code: 'engine-unreachable',
    message: `the container engine broke off the output of a command: ${why}`,
    hint: 'kind-audit setup',
  };
  await expect(runs(['cat'])).rejects.toMatchObject(broken);
  await using streamed = await stream(['cat'], new AbortController().signal);
  const readAll = async (): Promise<void> => {
    for await (const piece of streamed.stdout) expect(Buffer.from(piece).toString()).toMatch(/^(?:o|out\n)$|^ou$/);
  };
  await expect(readAll()).rejects.toMatchObject(broken);
});

test('an answer without end is ended', async () => {
  const long = 'x'.repeat(65 * 1024 * 1024);
  await using daemon = await dockerDaemon({ '/info': { json: { long } } });
  await expect((await connect(daemon.host, LATE)).info()).rejects.toMatchObject({
    code: 'engine-unreachable',
    message: expect.stringContaining('its answer is longer than 64.0 MiB'),
  });
});

test('sends the input of a command, and its end', async () => {
  await using daemon = await dockerDaemon({
    ...started,
    '/exec/e1/start': 'cat',
    '/exec/e1/json': { json: { ExitCode: 0 } },
  });
  const ran = await (await connect(daemon.host)).node(node).run(['cat'], { stdin: 'grüße\n' });
  expect(ran).toMatchObject({ exitCode: 0, stdout: 'grüße\n' });
});

test('streams what a command prints to standard output', async () => {
  await using daemon = await dockerDaemon(running);
  await using stream = await (await connect(daemon.host)).node(node).stream(['cat'], new AbortController().signal);
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream.stdout) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toBe('out\n');
});

test('a node that is gone and a node that is stopped are named', async () => {
  await using gone = await dockerDaemon({});
  await expect((await connect(gone.host)).node(node).run(['true'])).rejects.toMatchObject({ code: 'cluster-missing' });
  await using stopped = await dockerDaemon({ '/exec': { status: 409 } });
  await expect((await connect(stopped.host)).node(node).run(['true'])).rejects.toMatchObject({
    code: 'node-stopped',
    hint: 'docker start kind-control-plane',
  });
});

test('reads images, nodes and the information', async () => {
  const labels = { 'io.x-k8s.kind.cluster': 'kind', 'io.x-k8s.kind.role': 'worker' };
  const mounts = [
    { Type: 'bind', Source: '/host', Destination: '/node' },
    { Type: 'volume', Source: '/v', Destination: '/var' },
  ];
  const made = { Id: 'c1', Created: 1_700_000_000, Mounts: mounts };
  const container = { ...made, Names: ['/kind-worker'], Labels: labels, State: 'exited', Image: 'a/b:1' };
  await using daemon = await dockerDaemon({
    '/images/json': { json: [{ RepoTags: ['a/b:2', 'a/b:1'] }, { RepoTags: null, RepoDigests: ['a/b@sha256:0'] }] },
    '/images/a/b:1/json': { json: { Id: 'sha256:1', Config: { Labels: null } } },
    '/containers/json': { json: [container, { ...container, Names: ['/mine'], Labels: {} }] },
    '/info': { json: { ServerVersion: '28.0.0', CgroupVersion: '2', DockerRootDir: '/data' } },
  });
  const engine = await connect(daemon.host);
  expect(await engine.imagesOf('a/b')).toEqual(['a/b:1', 'a/b:2', 'a/b@sha256:0']);
  expect(await engine.image('a/b:1')).toEqual({ id: 'sha256:1', labels: {} });
  expect(await engine.image('a/b:9')).toBeNull();
  const [read] = await engine.nodes('kind');
  expect(read).toEqual({
    id: 'c1',
    name: 'kind-worker',
    cluster: 'kind',
    role: 'worker',
    running: false,
    state: 'exited',
    image: 'a/b:1',
    created: 1_700_000_000_000,
    mounts: [{ source: '/host', target: '/node' }],
  });
  expect(await engine.named(['mine', 'none'])).toMatchObject([{ name: 'mine', cluster: '' }]);
  expect(await engine.info()).toEqual({ version: '28.0.0', cgroupVersion: 2, rootless: false, dataDir: '/data' });
  const filters = daemon.asked
    .map((request) => decodeURIComponent(request))
    .filter((request) => request.includes('filters'));
  expect(filters).toEqual([
    'GET /images/json?filters={"reference":["a/b"]}',
    'GET /containers/json?all=true&filters={"label":["io.x-k8s.kind.cluster=kind"]}',
  ]);
});

test.each(['http://127.0.0.1:1/x', 'foo://bar', '/elsewhere', '//', 'http://['])(
  'an answer that redirects is not followed: %s',
  async (redirect) => {
    await using daemon = await dockerDaemon({ '/info': { redirect }, '/elsewhere': { json: { ServerVersion: 'x' } } });
    await expect((await connect(daemon.host)).info()).rejects.toMatchObject({
      code: 'engine-unreachable',
      message: expect.stringMatching(/refused GET \/info: .*301/),
    });
    expect(daemon.asked.filter((request) => request.includes('elsewhere'))).toEqual([]);
  },
);

test.each(['', '../../version', '../../127.0.0.1:8099/x', 'a b', '-x', 'UPPER:x', 'a?b', 'a#b', 'a\n'])(
  'what is no reference of an image is not asked for: %j',
  async (reference) => {
    await using daemon = await dockerDaemon({});
    const engine = await connect(daemon.host);
    const before = daemon.asked.length;
    await expect(engine.image(reference)).rejects.toMatchObject({ code: 'usage' });
    await expect(engine.registryHas(reference, LATE)).rejects.toMatchObject({ code: 'usage' });
    expect(daemon.asked).toHaveLength(before);
  },
);

test.each([[{ json: [] }], [{ json: 'x' }], [{ json: null }], [{ status: 500 }]])(
  'an answer of another kind is a problem with the engine: %j',
  async (answer) => {
    await using daemon = await dockerDaemon({ '/info': answer });
    await expect((await connect(daemon.host)).info()).rejects.toMatchObject({ code: 'engine-unreachable' });
  },
);
