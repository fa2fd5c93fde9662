// Values of every type in every field of an event, through every way in which a log is read and shown.
import { expect, test } from 'vitest';
import { generated } from '../kit/generated.ts';
import { runCli } from '../kit/run-cli.ts';
import { auditEvent } from './kit.ts';

const base = auditEvent({
  impersonatedUser: { username: 'mia', groups: ['dev'] },
  responseStatus: { code: 403, reason: 'Forbidden', message: 'no' },
  objectRef: {
    resource: 'secrets',
    namespace: 'shop',
    name: 'web-1',
    apiVersion: 'v1',
    subresource: 'x',
    apiGroup: 'g',
  },
  requestObject: { kind: 'Secret', data: { a: 'b' } },
  responseObject: { kind: 'Pod' },
  annotations: { 'patch.webhook.admission.k8s.io/round_0': '[]', 'authorization.k8s.io/decision': 'allow' },
}) as unknown as Readonly<Record<string, unknown>>;

const values: readonly unknown[] = [
  null,
  0,
  -1.5,
  1_780_300_800.5,
  1e300,
  '',
  'text',
  '\u0000\u001B[31m',
  true,
  false,
  [],
  ['a'],
  [null, 1, ['b']],
  {},
  { kind: 'Secret', items: [null, 1] },
  { a: { b: [{ c: null }] } },
  { username: null, groups: 1, resource: {}, code: 'x', name: [], constructor: 1 },
];

/** The places of all values in an event. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...placesIn(inner, [...path, key])]);
}

function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  const copy: Record<string, unknown> = { ...(value as object) };
  copy[key] = changed(copy[key], rest, to);
  return Array.isArray(value) ? Object.values(copy) : copy;
}

const places = [...placesIn(base), ['timestamp'], ['__proto__'], ['constructor']];
const lines = places.flatMap((place) => values.map((value) => JSON.stringify(changed(base, place, value))));
const policy =
  'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- {level: Request, users: [alice], verbs: [delete]}\n- level: Metadata\n';

const readings = [
  ...['pretty', 'wide', 'yaml', 'json'].flatMap((form) => [
    `logs all.log -o ${form}`,
    `logs all.log -o ${form} --all-stages`,
  ]),
  'logs all.log --time relative --show-secrets -o yaml',
  ...['verb', 'user', 'resource', 'namespace', 'code', 'user-agent'].map((key) => `logs all.log --top ${key}`),
  'logs all.log --stats',
  'logs all.log --stats -o json',
  'logs all.log --failed --slower-than 1ms',
  'logs all.log --since 2020-01-01T00:00:00Z --user alice --group dev --code 4xx --source-ip 10.*',
  'logs all.log --resource secrets.g/x --as mia --url /api/* --user-agent kubectl --level Metadata',
  'logs all.log --tail 5 -o wide',
  'policy replay --policy p.yaml all.log',
  'policy replay --policy p.yaml --baseline p.yaml all.log -o json',
  'policy replay --policy p.yaml --html page.html all.log',
];

test.each(readings)('%s', async (line) => {
  const files = { 'all.log': `${lines.join('\n')}\n`, 'p.yaml': policy };
  const { code, stderr } = await runCli(line, { files });
  expect(code, stderr).toBe(0);
});

test('events one by one: each command ends with an answer or a problem', async () => {
  const { random, rounds } = generated(1, 60);
  for (let round = 0; round < rounds; round += 1) {
    let event: unknown = base;
    for (let changes = 1 + random.below(4); changes > 0; changes -= 1) {
      const place = random.pick(places);
      if (place.length === 1 || typeof (event as Record<string, unknown>)[place[0] ?? ''] === 'object')
        event = changed(event, place, random.pick(values));
    }
    const line = JSON.stringify(event);
    const files = { 'one.log': `${line}\n`, 'p.yaml': policy };
    for (const command of [
      random.pick(readings).replace('all.log', 'one.log'),
      'policy explain p.yaml --event one.log',
      'policy explain p.yaml --event one.log -o json',
    ]) {
      const { code, stderr } = await runCli(command, { files });
      expect([0, 2, 3], `${command}: ${line}\n${stderr}`).toContain(code);
    }
  }
});

test('absent and null are the same, and what has another type is shown as it is', async () => {
  const { user: _user, objectRef: _reference, ...rest } = base;
  const written = [
    { ...rest, requestURI: '/version' },
    { ...rest, requestURI: '/version', user: null, objectRef: null },
    { ...rest, requestURI: '/version', user: { username: null, groups: null }, objectRef: { resource: null } },
    { ...base, user: 7, verb: ['x'], responseStatus: { code: '404' }, stageTimestamp: 1_780_300_800.5 },
  ];
  const { stdout } = await runCli('logs a.log -o wide', {
    files: { 'a.log': written.map((event) => JSON.stringify(event)).join('\n') },
  });
  const [first, ...others] = stdout.trimEnd().split('\n');
  expect(others.slice(0, 2)).toEqual([first, first]);
  expect(others[2]).toMatch(/06-01 \d\d:00:00\.500 Metadata +\["x"\] +7 as mia +secrets\.g\/x shop\/web-1 +404/);
  const { user: reader, ...unnamed } = base;
  const yaml = await runCli('logs a.log -o yaml', {
    files: {
      'a.log': [
        { ...unnamed, user: null, objectRef: 'pods', requestObject: 5, verb: 3 },
        { ...unnamed, user: reader, verb: 3 },
      ]
        .map((event) => JSON.stringify(event))
        .join('\n'),
    },
  });
  expect(yaml.stdout).toContain('\nverb: 3\n');
  expect(yaml.stdout).toContain('\nuser: null\n');
  expect(yaml.stdout).toContain('\nobjectRef: pods\n');
  expect(yaml.stdout).toContain('requestObject: (hidden');
  expect(yaml.stdout).not.toContain('a: b');
});
