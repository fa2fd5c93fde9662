// A log under another policy: fates, sizes, and the fast way of reading a line against the slow one.
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { loadPolicy, replay, type Policy, type ReplayResult } from '../../src/index.ts';
import { volumeOf } from '../../src/policy/replay/estimate.ts';
import { emptyPart, mergePart, resultOf, type ReplayPart } from '../../src/policy/replay/part.ts';
import { Replayer } from '../../src/policy/replay/replayer.ts';
import { generated } from '../kit/generated.ts';
import { eventLineReader } from '../../src/events/event-line.ts';
import { runCli } from '../kit/run-cli.ts';

interface EventParts {
  level?: string;
  stage?: string;
  verb?: string;
  uri?: string;
  user?: object;
  request?: unknown;
  response?: unknown;
  second?: number;
}

function eventLine({
  level = 'Metadata',
  stage = 'ResponseComplete',
  verb = 'get',
  uri = '/api/v1/namespaces/x/pods/p',
  user = { username: 'jane', groups: ['g'] },
  request,
  response,
  second = 0,
}: EventParts = {}): string {
  const moment = `2026-11-21T00:00:${String(second).padStart(2, '0')}.000000Z`;
  const event = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level,
    auditID: 'id',
    stage,
    requestURI: uri,
    verb,
    user,
    sourceIPs: ['::1'],
    ...(request === undefined ? {} : { requestObject: request }),
    ...(response === undefined ? {} : { responseObject: response }),
    requestReceivedTimestamp: moment,
    stageTimestamp: moment,
  };
  // Go escapes these three.
  return JSON.stringify(event).replaceAll('&', '\\u0026').replaceAll('<', '\\u003c').replaceAll('>', '\\u003e');
}

function policy(rules: string): Policy {
  const loaded = loadPolicy(`apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n${rules}\n`).policy;
  if (loaded === undefined) throw new Error('refused');
  return loaded;
}

async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('a line read fast is the same as one read slowly', () => {
  test.each([
    eventLine(),
    eventLine({ uri: '/api/v1/pods?watch=1&fieldSelector=a%3Db' }),
    eventLine({ user: {} }),
    eventLine({ user: { username: 'a"b\\', uid: 'x"}', groups: ['[', ']', '}'] } }),
    eventLine({ user: { username: 'ünï', extra: { k: ['v'] } } }),
    eventLine({
      level: 'RequestResponse',
      verb: 'create',
      request: { a: ',"responseObject":', b: 1 },
      response: { responseObject: 2 },
    }),
    eventLine({ level: 'Request', verb: 'patch', request: [{ op: 'add' }] }),
    eventLine({ level: 'RequestResponse', response: { kind: 'List' } }),
  ])('%s', (line) => {
    const read = eventLineReader()(line);
    const whole = JSON.parse(line) as Record<string, unknown>;
    const { user, ...rest } = read?.event ?? {};
    expect(whole).toMatchObject({ ...rest, user: { ...user } });
    const sizeOf = (key: string) => (whole[key] === undefined ? 0 : `,"${key}":${JSON.stringify(whole[key])}`.length);
    const total = (read?.requestSize ?? 0) + (read?.responseSize ?? 0);
    expect(total).toBe(sizeOf('requestObject') + sizeOf('responseObject'));
  });

  test.each(['', 'x', '{"kind":"Event"', '{}', '[]', eventLine().slice(0, -10)])('no event: %j', (line) => {
    expect(eventLineReader()(line)).toBeNull();
  });
});

test('fates and sizes', async () => {
  const body = { spec: 'x'.repeat(100) };
  const lines = [
    eventLine({ verb: 'list', uri: '/api/v1/secrets' }),
    eventLine({ level: 'Request', verb: 'update', request: body, second: 10 }),
    eventLine({
      level: 'RequestResponse',
      verb: 'create',
      uri: '/api/v1/namespaces/x/pods',
      request: body,
      response: body,
    }),
    eventLine({ verb: 'update' }),
    eventLine({ stage: 'RequestReceived', verb: 'delete' }),
    'broken',
  ];
  const newer = policy(
    [
      '- level: None',
      '  resources: [{resources: [secrets]}]',
      '- level: Metadata',
      '  verbs: [create]',
      '- level: Request',
      '  omitStages: [RequestReceived]',
    ].join('\n'),
  );
  const result = await replay(newer, pieces(`${lines.join('\n')}\n`, 7));
  const sizes = lines.map((line) => line.length + 1);
  const bodySize = `,"requestObject":${JSON.stringify(body)}`.length;
  expect(result.total).toEqual({
    events: 5,
    bytes: sizes.slice(0, 5).reduce((a, b) => a + b),
    kept: 3,
    // The first update as it is, the create without its bodies, the second update with a guessed one.
    keptBytes:
      (sizes[1] ?? 0) +
      (sizes[2] ?? 0) -
      bodySize -
      `,"responseObject":${JSON.stringify(body)}`.length +
      (sizes[3] ?? 0) +
      bodySize,
    dropped: 2,
    raised: 1,
    lowered: 1,
  });
  expect(result).toMatchObject({ broken: 1, guessed: 1, blind: 0, unreadable: 0 });
  expect(
    result.rules
      .map(({ key, events }) => [key, events])
      .toSorted(([a = ''], [b = '']) => String(a).localeCompare(String(b))),
  ).toEqual([
    ['rule 1', 1],
    ['rule 2', 1],
    ['rule 3', 3],
  ]);
});

test('the baseline leaves out what it would not have written', async () => {
  const log = `${eventLine()}\n${eventLine({ verb: 'list', uri: '/api/v1/pods' })}\n`;
  const baseline = policy('- level: Metadata\n  verbs: [list]');
  const result = await replay(policy('- level: None'), pieces(log, 1000), { baseline });
  expect(result).toMatchObject({ total: { events: 1, dropped: 1 }, unlikeBaseline: 1 });
});

test('parts of a log make up what the whole log gives, and bodies are guessed from all of it', async () => {
  const { random, rounds } = generated(3, 2000);
  const verbs = ['get', 'create', 'update', 'watch', 'list'];
  const lines = Array.from({ length: rounds }, (_, index) => {
    const verb = random.pick(verbs);
    const request = random.chance(0.3) ? { spec: 'x'.repeat(random.below(50)) } : undefined;
    return eventLine({
      level: request === undefined ? 'Metadata' : 'Request',
      verb,
      uri: `/api/v1/namespaces/x/${random.pick(['pods', 'secrets', 'nodes'])}`,
      user: { username: `u${random.below(9)}`, groups: [] },
      request,
      second: index % 60,
    });
  });
  const newer = policy('- level: None\n  users: [u1]\n- level: RequestResponse');
  const baseline = policy('- level: Metadata\n  users: [u2, u3]\n- level: Request');
  for (const options of [{}, { baseline }]) {
    const replayers = Array.from({ length: 3 }, () => new Replayer(newer, options));
    const parts: ReplayPart[] = [];
    for (let at = 0, size = 0; at < lines.length; at += size) {
      size = 1 + random.below(300);
      const replayer = random.pick(replayers);
      replayer.lines(Buffer.from(lines.slice(at, at + size).join('\n')));
      parts.push(structuredClone(replayer.take()));
    }
    const whole = emptyPart();
    for (const part of parts.toSorted(() => random.below(3) - 1)) mergePart(whole, part);
    const result = resultOf(whole);
    expect(result).toEqual(await replay(newer, pieces(lines.join('\n'), 999), options));
    expect(result.guessed).toBeGreaterThan(rounds / 20);
  }
  // A body that comes later in the log is used for estimates, too.
  const late = [eventLine({ verb: 'update' }), eventLine({ level: 'Request', verb: 'update', request: { a: 1 } })];
  const { total, blind } = await replay(policy('- level: Request'), pieces(late.join('\n'), 50));
  expect([total.keptBytes, blind]).toEqual([`${late.join('\n')}\n,"requestObject":{"a":1}`.length, 0]);
});

test('more kinds of bodies than are distinguished are guessed by their verb', async () => {
  const uri = (kind: number): string => `/apis/g/v1/kind${kind}`;
  const lines = Array.from({ length: 1000 }, (_, kind) => eventLine({ verb: 'create', uri: uri(kind) }));
  lines.push(eventLine({ level: 'Request', verb: 'create', uri: uri(0), request: { a: 'x'.repeat(99) } }));
  const { total, guessed, blind } = await replay(policy('- level: Request'), pieces(lines.join('\n'), 4096));
  expect({ guessed, blind, added: total.keptBytes - total.bytes }).toEqual({
    guessed: 1000,
    blind: 0,
    added: 1000 * `,"requestObject":{"a":"${'x'.repeat(99)}"}`.length,
  });
});

describe('policy replay', () => {
  const log = Array.from({ length: 20 }, (_, second) =>
    eventLine({ second, verb: second % 2 === 0 ? 'get' : 'delete' }),
  ).join('\n');

  test('files, gzipped files, folders and standard input', async () => {
    const files = { 'a.log': log, 'logs/a.log.gz': gzipSync(log), 'logs/b.log': log, 'logs/other.txt': 'x' };
    const total = async (...names: string[]) => {
      const { stdout } = await runCli(['policy', 'replay', '--policy', 'gce', '-o', 'json', ...names], {
        files,
        stdin: log,
      });
      return (JSON.parse(stdout) as { total: { events: number }; broken: number }).total.events;
    };
    expect(await total('a.log')).toBe(20);
    expect(await total('logs/a.log.gz')).toBe(20);
    expect(await total('logs')).toBe(40);
    expect(await total('-', 'a.log')).toBe(40);
  });

  test('names from a log cannot control the terminal', async () => {
    const user = { username: 'evil\u001B[2J\u202E', groups: [] };
    const { stdout } = await runCli(['policy', 'replay', '--policy', 'gce', 'a.log'], {
      files: { 'a.log': eventLine({ user }) },
    });
    expect(stdout).toContain('evil\uFFFD[2J\uFFFD');
    for (const character of ['\u001B', '\u202E']) expect(stdout).not.toContain(character);
  });

  test('sums by hour, in their order', async () => {
    const lines = [5, 3, 5].map((hour) => eventLine().replaceAll('T00:', `T0${hour}:`));
    const { stdout } = await runCli(['policy', 'replay', '--policy', 'gce', '-o', 'json', 'a.log'], {
      files: {
        'a.log': lines.join('\n'),
      },
    });
    const { hours } = JSON.parse(stdout) as { hours: { key: string; events: number }[] };
    expect(hours.map(({ key, events }) => [key, events])).toEqual([
      ['2026-11-21T03', 1],
      ['2026-11-21T05', 2],
    ]);
  });

  test('retention: of several logs, of logs that are all kept', () => {
    const result = {
      total: { bytes: 8 * 1024 * 1024, keptBytes: 1024 * 1024 },
      from: 0,
      to: 3_600_000,
    } as ReplayResult;
    const rotation = { maxSizeMiB: 4, maxBackups: 2, maxAgeDays: 0 };
    expect(volumeOf(result, rotation)?.retention).toEqual({ before: 1, after: 8 });
    expect(volumeOf(result, rotation, 4)?.retention).toEqual({ before: 4, after: 32 });
    expect(volumeOf(result, { ...rotation, maxBackups: 0 })?.retention).toEqual({ before: null, after: null });
    expect(volumeOf(result, { ...rotation, maxBackups: 0, maxAgeDays: 2 })?.retention).toEqual({
      before: 48,
      after: 48,
    });
    expect(volumeOf(result, { ...rotation, maxSizeMiB: 0 })?.retention).toEqual({ before: null, after: null });
    expect(volumeOf(result, null)?.retention).toBeNull();
  });

  test('text, rotation, --fail-on, --html', async () => {
    const files = {
      'a.log': log,
      'p.yaml': 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n  verbs: [get]\n- level: Metadata\n',
    };
    const {
      code,
      stdout,
      files: after,
    } = await runCli(
      [
        'policy',
        'replay',
        '--policy',
        'p.yaml',
        '--fail-on',
        'lost',
        '--log-max-size',
        '1',
        '--html',
        'r.html',
        'a.log',
      ],
      { files },
    );
    expect(code).toBe(1);
    expect(stdout).toContain('20 events');
    expect(stdout).toContain('dropped 10, raised 0, lowered 0, the same 10');
    expect(stdout).toContain('the rotated files reach back');
    expect(after['r.html']).toContain('<svg');
    expect(after['r.html']).not.toMatch(/https?:/);
    expect(
      (await runCli(['policy', 'replay', '--policy', 'p.yaml', '--fail-on', 'raised', 'a.log'], { files })).code,
    ).toBe(0);
  });
});
