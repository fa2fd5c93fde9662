// JSON mode of every command: standard output holds documents only, each as its schema demands, the answer last.
import { expect, test } from 'vitest';
import { commandTable } from '../../src/cli/table.ts';
import { documents, jsonSchemaOf } from '../../src/report/documents/table.ts';
import { scene as buildingImages } from '../image/scene.ts';
import { living } from '../cluster/living.ts';
import { scene as workingKind } from '../cluster/scene.ts';
import { fakeEngine } from '../kit/engine.ts';
import { editing } from './editing.ts';
import { watching } from './watching.ts';
import { planes, type Planes } from '../rollout/fake-plane.ts';
import { faultsOf } from '../kit/json-schema.ts';
import { forwarding } from '../kit/forwarding.ts';
import { batchOf, fakeListen } from '../kit/http-server.ts';
import { runCli, type CliOptions, type CliRun } from '../kit/run-cli.ts';
import { shippedTemplates } from '../kit/shipped.ts';
import { fakeWorld } from '../kit/world.ts';

const event = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'Metadata',
  auditID: 'a',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/x/pods/p',
  verb: 'get',
  user: { username: 'jane', groups: ['g'] },
  objectRef: { resource: 'pods', namespace: 'x', name: 'p', apiVersion: 'v1' },
  responseStatus: { code: 200 },
  requestReceivedTimestamp: '2026-11-21T08:00:00.000000Z',
  stageTimestamp: '2026-11-21T08:00:01.000000Z',
};
const log = `${JSON.stringify(event)}\n${JSON.stringify({ ...event, auditID: 'b', verb: 'list' })}\n`;
const bad = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metdata\n';
const suite =
  'policy: metadata\ncases:\n- name: reads\n  request: {verb: get, resource: pods}\n  user: jane\n  expect: none\n';
const files = { 'a.log': log, 'bad.yaml': bad, 's.test.yaml': suite };

const machine = (): CliOptions => ({ world: withTemplates(workingKind().world) });

/** A machine on which `up` has made a cluster. */
async function withCluster(): Promise<CliOptions> {
  const options = machine();
  expect(await runCli('up --yes', options)).toMatchObject({ code: 0 });
  return options;
}

function withTemplates<W extends ReturnType<typeof workingKind>['world']>(world: W): W {
  for (const [path, data] of Object.entries(shippedTemplates)) world.disk.set(path, { data, mode: 0o644 });
  return world;
}

/** A machine that has all programs; its engine runs as soon as it is started. */
function withoutDaemon(): CliOptions {
  let runs = false;
  const programs = { kind: '/usr/bin/kind', docker: '/usr/bin/docker', dockerd: '/usr/sbin/dockerd' };
  const world = fakeWorld({
    files: { '/etc/os-release': 'ID=debian\n' },
    programs,
    command: ([program, verb]) => {
      if (program === 'dockerd') runs = true;
      return { stdout: verb === 'context' ? 'default\n' : 'kind v0.33.0 go1.26.8 linux/amd64\n' };
    },
    parts: { engine: async () => (runs ? fakeEngine({ registry: 'yes' }) : fakeWorld().engine()) },
  });
  return { world };
}

/** A cluster whose policy was changed. */
async function changed(): Promise<Planes> {
  const it = planes();
  expect(await runCli('policy apply cis --yes', { world: it.world })).toMatchObject({ code: 0 });
  it.world.events.length = 0;
  return it;
}

interface Row {
  readonly line: string;
  readonly code?: number;
  /** The schema of the answer, and of every line of it. */
  readonly answer: string;
  /** Lines of the answer. */
  readonly lines?: number;
  /** The command plans steps, and so prints events before its answer. */
  readonly steps?: true;
  /** The schema of what else is before the answer. */
  readonly before?: string;
  readonly options?: () => CliOptions | Promise<CliOptions>;
}

const rows: readonly Row[] = [
  { line: 'up', answer: 'kind-audit.up/v1', steps: true, options: machine },
  { line: 'up', answer: 'kind-audit.up/v1', steps: true, options: withCluster },
  {
    line: 'up --policy gce --yes',
    answer: 'kind-audit.up/v1',
    steps: true,
    options: () => ({ world: living().world }),
  },
  { line: 'up --policy gce --dry-run', answer: 'kind-audit.draft/v1', options: () => ({ world: living().world }) },
  { line: 'up --dry-run', answer: 'kind-audit.draft/v1', options: machine },
  { line: 'doctor', code: 1, answer: 'kind-audit.doctor/v2', options: withCluster },
  { line: 'doctor --check proof', answer: 'kind-audit.doctor/v2', options: withCluster },
  { line: 'doctor', code: 3, answer: 'kind-audit.doctor/v2' },
  { line: 'doctor --list', answer: 'kind-audit.checks/v1' },
  { line: 'logs --top verb a.log', answer: 'kind-audit.logs-top/v1', lines: 2 },
  {
    line: 'logs --top verb -',
    before: 'kind-audit.logs-left-out/v1',
    answer: 'kind-audit.logs-top/v1',
    lines: 2,
    options: () => ({ stdin: `x\n${log}` }),
  },
  { line: 'logs --stats a.log', answer: 'kind-audit.logs-stats/v1' },
  { line: 'logs --stats -', answer: 'kind-audit.logs-stats/v1', options: () => ({ stdin: log }) },
  { line: 'status', answer: 'kind-audit.status/v1', options: withCluster },
  { line: 'init', answer: 'kind-audit.init/v1' },
  { line: 'down --yes', answer: 'kind-audit.down/v1', steps: true, options: withCluster },
  { line: 'down', answer: 'kind-audit.down/v1', options: machine },
  { line: 'setup --yes', answer: 'kind-audit.setup/v1', steps: true, options: withoutDaemon },
  { line: 'setup', code: 3, answer: 'kind-audit.setup/v1' },
  { line: 'setup --dry-run', answer: 'kind-audit.setup/v1' },
  {
    line: 'image build',
    answer: 'kind-audit.image/v1',
    steps: true,
    options: () => ({ world: buildingImages().world }),
  },
  {
    line: 'sink --exit-after 0',
    before: 'kind-audit.sink-listening/v1',
    answer: 'kind-audit.sink/v1',
    options: () => ({ parts: { listen: fakeListen() } }),
  },
  {
    line: 'forward run --drain --webhook https://siem.example/audit',
    answer: 'kind-audit.forward/v1',
    options: () => forwarding(),
  },
  {
    line: 'forward run --webhook https://siem.example/audit',
    code: 130,
    before: 'kind-audit.forward-listening/v1',
    answer: 'kind-audit.forward/v1',
    options: () => forwarding({ clients: async (send) => void (await send({ body: batchOf({}) })) }),
  },
  { line: 'policy lint bad.yaml gce', code: 1, answer: 'kind-audit.policy-lint/v1' },
  { line: 'policy explain gce --user jane --verb get --resource pods', answer: 'kind-audit.policy-explain/v1' },
  { line: 'policy explain gce --url /unknown', answer: 'kind-audit.policy-explain/v1' },
  { line: 'policy explain gce --requests -', answer: 'kind-audit.policy-decision/v1', lines: 2 },
  { line: 'policy test s.test.yaml', code: 1, answer: 'kind-audit.policy-test/v1' },
  { line: 'policy test --init gce', answer: 'kind-audit.policy-files/v1' },
  { line: 'policy diff gce metadata', code: 1, answer: 'kind-audit.policy-diff/v1' },
  { line: 'policy replay --policy gce a.log --log-max-size 1', answer: 'kind-audit.policy-replay/v1' },
  {
    line: 'policy apply gce --yes',
    answer: 'kind-audit.change/v1',
    steps: true,
    options: () => ({ world: planes().world }),
  },
  { line: 'policy edit --yes', answer: 'kind-audit.change/v1', steps: true, options: editing },
  { line: 'policy watch p.yaml --yes', answer: 'kind-audit.change/v1', steps: true, options: () => watching() },
  ...['policy rollback', 'enable gce', 'disable', 'set --log-max-size 7'].map((line) => ({
    line: `${line} --yes`,
    answer: 'kind-audit.change/v1',
    steps: true as const,
    options: async () => ({ world: (await changed()).world }),
  })),
  { line: 'policy show', answer: 'kind-audit.policy-show/v1', options: () => ({ world: living().world }) },
  {
    line: 'policy history',
    answer: 'kind-audit.history/v1',
    options: async () => ({ world: (await changed()).world }),
  },
  { line: 'policy new', answer: 'kind-audit.policy-files/v1' },
  { line: 'policy new -', answer: 'kind-audit.policy-text/v1' },
  { line: 'policy presets', answer: 'kind-audit.policy-presets/v1' },
  { line: 'policy presets gce', answer: 'kind-audit.policy-text/v1' },
  { line: 'schema', answer: 'kind-audit.schemas/v1' },
];

const EVENT = 'kind-audit.event/v1';
const PROBLEM = 'kind-audit.problem/v1';
const stdin = '{"verb":"get","resource":"pods"}\n{"verb":"get","path":"/x"}\n';

/** The schemas of the lines of standard output, each of which must be a document that is as its schema demands. */
function schemasOf({ stdout }: CliRun): readonly string[] {
  expect(stdout).toMatch(/^(.+\n)+$/);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const document = JSON.parse(line) as { schema: string };
      const schema = jsonSchemaOf(document.schema);
      expect(schema, line).not.toBe(null);
      expect(faultsOf(document, schema as Record<string, unknown>), line).toEqual([]);
      return document.schema;
    });
}

test.each(rows)('$line ends with $answer', async ({ line, code = 0, answer, lines = 1, steps, before, options }) => {
  for (const flag of ['-o json', '--json']) {
    const ran = await runCli(`${line} ${flag}`, (await options?.()) ?? { files, stdin });
    const schemas = schemasOf(ran);
    expect(ran, ran.stdout + ran.stderr).toMatchObject({ code, asked: [] });
    expect(schemas.slice(-lines)).toEqual(Array.from({ length: lines }, () => answer));
    expect(new Set(schemas.slice(0, -lines))).toEqual(
      new Set(steps === true ? [EVENT] : before === undefined ? [] : [before]),
    );
  }
});

test('every command but shell has -o and --json, and a row; every document is the answer of one', async () => {
  const without: string[] = [];
  for (const { name, load } of commandTable) {
    const flags = new Set((await load()).options.map((option) => option.flags));
    expect(flags.has('--json'), name).toBe(flags.has('-o, --output <form>'));
    if (!flags.has('--json')) without.push(name);
  }
  expect(without).toEqual(['shell']);
  const foreign = ['logs', 'policy schema'];
  const called = commandTable.filter(({ name }) => rows.some(({ line }) => `${line} `.startsWith(`${name} `)));
  expect([...called.map(({ name }) => name), ...without, ...foreign].toSorted()).toEqual(
    [...commandTable.map(({ name }) => name), 'logs'].toSorted(),
  );
  const answers = new Set([...rows.flatMap(({ before = EVENT, answer }) => [before, answer]), EVENT, PROBLEM]);
  expect(documents.map(({ name }) => name).filter((name) => !answers.has(name))).toEqual([]);
});

test('audit events are printed as they are, and JSON Schemas on one line', async () => {
  expect(await runCli('logs a.log --json', { files })).toMatchObject({ code: 0, stdout: log });
  for (const line of ['schema kind-audit.doctor/v2', 'schema settings', 'policy schema']) {
    const { stdout } = await runCli(`${line} -o json`);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(JSON.parse(stdout)).toHaveProperty('$schema');
  }
});

test.each(commandTable.map(({ name }) => name))(
  '%s that is refused reports it in one document, and in words',
  async (name) => {
    for (const flag of ['-o json', '-ojson', '--output=json', '--json']) {
      const ran = await runCli(`${name} --no-such-flag ${flag}`);
      expect(ran).toMatchObject({ code: 2, stderr: expect.stringMatching(/^error: unknown option '--no-such-flag'/) });
      expect(schemasOf(ran)).toEqual([PROBLEM]);
      expect(JSON.parse(ran.stdout)).toMatchObject({ code: 'usage', exitCode: 2 });
    }
  },
);

test.each([
  ['status', 3, 'engine-unreachable'],
  ['up', 3, 'engine-unreachable'],
  ['down', 3, 'engine-unreachable'],
  ['logs', 3, 'engine-unreachable'],
  ['logs none.log', 2, 'file-unreadable'],
  ['policy lint none.yaml', 2, 'file-unreadable'],
  ['policy explain bad.yaml --verb get', 1, 'policy-refused'],
  ['policy replay a.log', 2, 'usage'],
  ['policy presets gc', 2, 'usage'],
  ['schema doctor', 2, 'usage'],
  ['init --policy bad.yaml', 1, 'policy-refused'],
])('%s that fails ends with a problem, and the same words on standard error', async (line, exitCode, code) => {
  const ran = await runCli(`${line} -o json`, { files });
  expect(ran.code).toBe(exitCode);
  expect(schemasOf(ran)).toEqual([PROBLEM]);
  const problem = JSON.parse(ran.stdout) as { text: string };
  expect(problem).toMatchObject({ code, exitCode });
  expect(ran.stderr).toContain(`error: ${problem.text}\n`);
});

test('an interruption is the last document, after what was undone', async () => {
  const interruptAt: CliOptions['interruptAt'] = ({ type, ...rest }) =>
    type === 'step-started' && 'id' in rest && rest.id === 'create';
  const ran = await runCli('up --json', { ...machine(), interruptAt });
  expect(ran.code).toBe(130);
  const schemas = schemasOf(ran);
  expect(schemas.at(-1)).toBe(PROBLEM);
  expect(new Set(schemas.slice(0, -1))).toEqual(new Set([EVENT]));
  expect(ran.stdout).toContain('"undo-done"');
  expect(JSON.parse(ran.stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
    code: 'interrupted',
    exitCode: 130,
  });
});

test('nothing is asked in JSON mode, even at a terminal', async () => {
  const down = await runCli('down --json', { ...(await withCluster()), answers: [true] });
  expect(down).toMatchObject({ code: 2, asked: [] });
  expect(schemasOf(down)).toEqual([PROBLEM]);
  expect(await runCli('setup --json', { answers: [true] })).toMatchObject({ code: 3, asked: [] });
  expect(await runCli('policy new --json', { answers: [true] })).toMatchObject({ code: 0, asked: [] });
});

test('--json and -o exclude each other', async () => {
  const ran = await runCli('policy presets --json -o text');
  expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining("'--json' cannot be used with option '-o") });
});

test('notes and warnings are for people: on standard error, in words', async () => {
  const ran = await runCli('logs -o json a.log', { files: { 'a.log': `${log}no event\n` } });
  expect(ran).toMatchObject({ code: 0, stdout: log, stderr: expect.stringMatching(/^warning: /) });
  const { stdout, stderr } = await runCli('up --json', machine());
  expect(stdout).not.toContain('"note"');
  expect(stderr).not.toContain('✓');
});

test('a follow that is interrupted has printed events and nothing else', async () => {
  const ran = await runCli('logs -o json --follow -', { interruptAt: 'stdin' });
  expect(ran).toMatchObject({ code: 130, stdout: '' });
});
