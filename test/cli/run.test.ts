// One run of the program: which reporter is used, where it writes, and which exit code a failure has.
import { expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { Problem } from '../../src/core/problem.ts';
import { scene } from '../cluster/scene.ts';
import { shippedTemplates } from '../kit/shipped.ts';
import { fakeWorld } from '../kit/world.ts';
import { runCli, type CliOptions, type Runner } from '../kit/run-cli.ts';

/** A run whose command meets this failure. */
async function failing(error: unknown, line = 'policy presets', options: CliOptions = {}): ReturnType<typeof runCli> {
  const runner: Runner = async (edge) =>
    run(edge, () => {
      throw error;
    });
  return runCli(line, options, runner);
}

test('help and version are the answer; help that was not asked for is not', async () => {
  expect(await runCli('--version')).toMatchObject({ code: 0, stdout: '0.0.0\n', stderr: '' });
  expect(await runCli('up --help')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Examples:'),
    stderr: '',
  });
  expect(await runCli('')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Commands:') });
  expect(await runCli('policy')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Commands:') });
});

test.each([
  ['upp', "error: unknown command 'upp' (Did you mean up?)\nnext: kind-audit --help\n"],
  ['policy lnt', "error: unknown command 'lnt' (Did you mean lint?)\nnext: kind-audit policy --help\n"],
  ['up --nam x', "error: unknown option '--nam' (Did you mean --name?)\nnext: kind-audit up --help\n"],
])('%s: what was meant, and where the help is', async (line, stderr) => {
  expect(await runCli(line)).toMatchObject({ code: 2, stdout: '', stderr });
});

test('a list is drawn on a terminal, lines are written everywhere else', async () => {
  const drawn = await runCli('up --yes', { ...scene(), tty: true });
  expect(drawn).toMatchObject({ code: 0, stdout: expect.stringContaining('Proven') });
  expect(drawn.stderr).toContain('\u001B[');
  expect(drawn.stderr).not.toContain('• Look at the machine …');
  for (const plain of [
    await runCli('up --yes', scene()),
    await runCli('up --yes --verbose', { ...scene(), tty: true, env: { NO_COLOR: '1' } }),
    await runCli('up --yes', { ...scene(), tty: true, env: { TERM: 'dumb' } }),
  ]) {
    expect(plain.stderr).toContain('• Look at the machine …\n');
    expect(plain.stderr).toContain('\n✓ Look at the machine: docker 28.0.0');
    expect(plain.stderr).not.toContain('\u001B[');
  }
});

test('FORCE_COLOR colours where no terminal is, NO_COLOR forbids it', async () => {
  expect((await runCli('upp', { env: { FORCE_COLOR: '1' } })).stderr).toContain('\u001B[31merror:\u001B[39m');
  expect((await runCli('upp', { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stderr).toMatch(/^error:/);
});

test('a bug ends with 70, with its stack and what to do', async () => {
  const { code, stdout, stderr } = await failing(new TypeError('x is undefined'));
  expect([code, stdout]).toEqual([70, '']);
  expect(stderr).toMatch(/^error: this is a bug in kind-audit.*\n {2}TypeError: x is undefined\n {4} {2}at /);
  expect(stderr).toMatch(/next: run it again with --verbose and report what it prints\n$/);
});

test.each([
  ['ENOSPC', 'next: make room on its file system: df -h /'],
  ['EACCES', 'next: check who owns it: ls -ld /state'],
  ['ELOOP', 'next: one of its symbolic links leads back to itself: namei /state'],
  ['EIO', 'next: look at it: ls -ld /state'],
  ['ENOTEMPTY', 'next: look at it: ls -ld /state'],
])('%s of the system is a problem, not a bug', async (code, words) => {
  const error = Object.assign(new Error(`${code}: of the test`), { code, path: '/state', syscall: 'open' });
  expect(await failing(error)).toMatchObject({ code: 3, stderr: expect.stringContaining(words) });
});

test.each([
  ['interrupted', 130, 'error: interrupted\n'],
  ['terminated', 143, 'error: terminated\n'],
  ['pipe-closed', 0, ''],
] as const)('what breaks because it was %s ends with %i', async (reason, code, stderr) => {
  const { world } = scene();
  const runner: Runner = async (edge) =>
    run(edge, () => {
      world.stop.abort(new Problem(reason, reason));
      throw new Error('write EPIPE');
    });
  expect(await runCli('status', { world }, runner)).toMatchObject({ code, stdout: '', stderr });
});

test.each([
  [new Problem('output-failed', 'cannot write the output: x', { hint: 'y' }), 3, 'error: cannot write the output: x\n'],
  [new Problem('pipe-closed', 'x'), 0, ''],
  [new Problem('interrupted', 'x'), 0, ''],
  [new TypeError('of the test'), 70, 'error: this is a bug'],
])('what fails after the command has ended is said, and counts: %s', async (reason, code, stderr) => {
  const { world } = scene();
  const late: Runner = async (edge, makeWorld) =>
    run({ ...edge, written: async () => world.stop.abort(reason) }, makeWorld);
  const ran = await runCli('policy presets', { world }, late);
  expect(ran).toMatchObject({ code, stdout: expect.stringContaining('metadata') });
  expect(ran.stderr.slice(0, stderr.length || undefined)).toBe(stderr);
});

test('what was said once is not said again at the end', async () => {
  const { world } = scene();
  const reason = new Problem('output-failed', 'cannot write the output: x');
  const runner: Runner = async (edge) =>
    run(edge, () => {
      world.stop.abort(reason);
      throw new Error('write ENOSPC');
    });
  expect((await runCli('status', { world }, runner)).stderr).toBe('error: cannot write the output: x\n');
});

test.each([
  ['policy lint none.yaml', false],
  ['policy lint p.yaml', false],
  ['policy lint --fix none.yaml', false],
  ['policy lint --fix p.yaml', true],
  ['policy test --init p.yaml', true],
  ['policy replay --policy p.yaml --html page.html none.log', false],
  ['policy replay --policy p.yaml --html page.html a.log', true],
  ['policy replay --policy p.yaml a.log', false],
  ['policy presets', false],
  ['policy --help', false],
  ['init --policy none.yaml', false],
  ['init --policy p.yaml', true],
  ['up --dry-run --policy none.yaml', false],
  ['up --policy p.yaml', true],
  ['logs none.log', false],
  ['logs a.log', true],
  ['logs --grep x a.log', false],
  ['status', true],
])('%s: signals are left to the system until something is changed or waited for', async (line, handled) => {
  const text = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: metadata}]\n';
  const world = fakeWorld({
    files: {
      ...shippedTemplates,
      '/project/p.yaml': line.includes('--fix') ? text : text.replace('metadata', 'Metadata'),
      '/project/a.log': '',
    },
  });
  let calls = 0;
  await runCli(line, { world }, async (edge, makeWorld) =>
    run({ ...edge, handleSignals: () => void (calls += 1) }, makeWorld),
  );
  expect(calls > 0).toBe(handled);
});

test('--verbose shows where a problem comes from', async () => {
  const problem = new Problem('usage', 'no', { details: 'line 1\nline 2', hint: 'do' });
  expect((await failing(problem)).stderr).toBe('error: no\n  line 1\n  line 2\nnext: do\n');
  expect((await failing(problem, 'policy presets --verbose')).stderr).toMatch(/ {2}line 2\n {2}Problem: no\n {6}at /);
});

test('a program gets a problem as a document, whatever it was', async () => {
  for (const ran of [
    await runCli('policy lint --json none.yaml'),
    await runCli('policy lint -o json --nam x'),
    await failing(new Problem('usage', 'no'), 'policy presets --json'),
  ]) {
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.stdout)).toMatchObject({ schema: 'kind-audit.problem/v1', exitCode: 2 });
    expect(ran.stderr).toMatch(/^error: /);
  }
});
