// Standard input, output and error of every command, closed, full and broken: always a sentence, never a stack.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { commandTable } from '../../src/cli/table.ts';
import { event } from '../logs/kit.ts';
import { run, type Ran } from './kit/run.ts';
import { setPackedScene } from './kit/scene.ts';

const scene = setPackedScene('ka-streams');
afterAll(() => scene[Symbol.asyncDispose]());

const policy = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n';
writeFileSync(join(scene.dir, 'p.yaml'), policy);
writeFileSync(join(scene.dir, 'none.yaml'), policy.replace('Metadata', 'None'));
writeFileSync(join(scene.dir, 'suite.yaml'), `policy: p.yaml\ncases:\n  - kubectl: get pods\n    level: Metadata\n`);
writeFileSync(join(scene.dir, 'audit.log'), `${event(1)}\n${event(2)}\n`);

/** A line of each command, as far as it comes without an engine. */
const lines: Readonly<Record<string, string>> = {
  up: 'up --dry-run',
  doctor: 'doctor',
  logs: 'logs audit.log',
  'policy presets': 'policy presets',
  'policy new': 'policy new --help',
  'policy lint': 'policy lint p.yaml',
  'policy explain': 'policy explain p.yaml --kubectl "get pods"',
  'policy test': 'policy test suite.yaml',
  'policy replay': 'policy replay --policy p.yaml audit.log',
  'policy diff': 'policy diff p.yaml none.yaml',
  'policy schema': 'policy schema',
  'policy apply': 'policy apply p.yaml --yes',
  'policy edit': 'policy edit',
  'policy watch': 'policy watch p.yaml --yes',
  'policy rollback': 'policy rollback --yes',
  'policy show': 'policy show',
  'policy history': 'policy history',
  enable: 'enable p.yaml --yes',
  disable: 'disable --yes',
  set: 'set --log-max-size 7 --yes',
  init: 'init --dir made',
  down: 'down --yes',
  status: 'status',
  shell: 'shell -- true',
  setup: 'setup --dry-run',
  'image build': 'image build --help',
  schema: 'schema',
  sink: 'sink --exit-after 0',
  'forward run': 'forward run --drain --spool spool --webhook http://127.0.0.1:9/audit',
};

async function shell(line: string, redirection: string): Promise<Ran> {
  const { dir: cwd, env, program } = scene;
  return run(['bash', '-c', `${program} ${line} ${redirection}`], { cwd, env });
}

const words = commandTable.map(({ name }) => name);

test('every command has a line', () => {
  expect(Object.keys(lines).toSorted()).toEqual(words.toSorted());
});

/** What the line does where every stream is well. */
const rights = new Map<string, Promise<Ran>>();
async function right(line: string): Promise<Ran> {
  const ran = rights.get(line) ?? shell(line, '');
  rights.set(line, ran);
  return ran;
}

const full = '>/dev/full';

test.each(
  words.flatMap((name) =>
    [full, '1<p.yaml', '1<.', `${full} 2${full}`].map((redirection) => [lines[name] ?? '', redirection] as const),
  ),
)('%s %s', async (line, redirection) => {
  const { stdout, code } = await right(line);
  const ran = await shell(line, redirection);
  expect(ran.stderr).not.toMatch(/^\s+at |file:\/\/|a bug in kind-audit/m);
  if (stdout === '' && !redirection.includes('2>')) expect(ran.code).toBe(code);
  else expect(ran.code).toBe(3);
  if (stdout !== '' && !redirection.includes('2>'))
    expect(ran.stderr).toMatch(/^error: cannot write the output: [a-z ]+\nnext: /m);
});

test.each(words.map((name) => lines[name] ?? ''))('%s: messages that cannot be written', async (line) => {
  const { stderr, code } = await right(line);
  expect((await shell(line, `2${full}`)).code).toBe(stderr === '' ? code : 3);
});

const closed = ['>&-', '2>&-', '<&-', '<&- >&- 2>&-'];
const kept = ['p.yaml', 'none.yaml', 'suite.yaml', 'audit.log'].map((name) => join(scene.dir, name));
const contents = (): string[] => kept.map((path) => readFileSync(path, 'utf8'));

// Node opens /dev/null in the place of a closed stream: else the first file that is opened would get what is written.
test.each([
  ...words.map((name) => lines[name] ?? ''),
  'policy lint --fix p.yaml',
  'policy replay --policy p.yaml --html page.html --force audit.log',
  'policy lint none.log',
  'logs none.log',
  'banana',
])('%s: closed streams', async (line) => {
  const before = contents();
  const { code } = await right(line);
  for (const redirection of closed) {
    const ran = await shell(line, redirection);
    expect(ran.code, redirection).toBe(code);
    expect(ran.stderr).not.toMatch(/^\s+at |file:\/\/|a bug in kind-audit/m);
  }
  expect(contents()).toEqual(before);
});

test.each([
  ['init --dir DIR', ['audit-policy.yaml', 'kind-config.yaml']],
  ['policy test --init DIR/p.yaml', ['p.test.yaml']],
  ['policy lint --fix DIR/misspelt.yaml', ['misspelt.yaml']],
])('%s: what is written is the same with closed streams', async (line, names) => {
  const dir = join(scene.dir, 'written');
  const written = async (redirection: string): Promise<string[]> => {
    mkdirSync(dir);
    writeFileSync(join(dir, 'p.yaml'), policy);
    writeFileSync(join(dir, 'misspelt.yaml'), policy.replace('Metadata', 'metadata'));
    const { code } = await shell(line.replace('DIR', dir), redirection);
    const texts = names.map((name) => readFileSync(join(dir, name), 'utf8'));
    rmSync(dir, { recursive: true });
    return [String(code), ...texts];
  };
  const whole = await written('');
  expect(whole[0]).toBe('0');
  for (const redirection of closed) expect(await written(redirection), redirection).toEqual(whole);
});

test.each(['policy lint -', 'logs -', 'policy replay --policy p.yaml -'])('%s < .', async (line) => {
  expect(await shell(line, '< .')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^error: cannot read standard input: .*directory\nnext: /m),
  });
});

test('the end of a disk is not passed over', async () => {
  // What is written last fits in part.
  const limited = `ulimit -f 1; trap '' XFSZ; ${scene.program} policy schema > short`;
  const ran = await run(['bash', '-c', limited], { cwd: scene.dir, env: scene.env });
  expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('cannot write the output: file too large') });
});
