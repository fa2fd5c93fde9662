// `policy edit`: the editor, the copy in it, errors on top of it, and the project's file.
import { expect, test } from 'vitest';
import { textOf } from '../kit/files.ts';
import { runCli } from '../kit/run-cli.ts';
import { planes, type Planes } from '../rollout/fake-plane.ts';
import { saving } from './editing.ts';

const other = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Request\n';
const bad = other.replace('Request', 'Requst');
const worse = bad.replace('rules', 'omitStages: [None]\nrules');

function machine(saves: Parameters<typeof saving>[1], env: Record<string, string> = {}, it: Planes = planes()) {
  return { ...saving({ world: it.world }, saves), env: { PATH: '/usr/bin', ...env } };
}

test.each([
  [{}, ['vi']],
  [{ EDITOR: 'nano' }, ['nano']],
  [
    { EDITOR: 'nano', VISUAL: '\'/opt/my editor\' --wait "a b" \\$HOME;ls' },
    ['/opt/my editor', '--wait', 'a b', '$HOME;ls'],
  ],
  [{ EDITOR: 'nano', VISUAL: ' ' }, ['nano']],
])('%j opens %j on a private copy', async (env, argv) => {
  const given = machine([null], env);
  expect(await runCli('policy edit', given)).toMatchObject({ code: 0 });
  const [opened] = given.opened;
  expect(opened?.argv.slice(0, -1)).toEqual(argv);
  expect(opened).toMatchObject({ mode: 0o600, text: textOf(given.world?.disk.get('/project/audit-policy.yaml')) });
});

test('an editor with an open quote is refused', async () => {
  const ran = await runCli('policy edit', machine([], { EDITOR: "vi 'x" }));
  expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining("EDITOR does not name a program: vi 'x") });
});

test('errors are shown on top until they are fixed, and never used', async () => {
  const given = machine([
    bad,
    (text) => text.replace('level: Requst', 'level: Requesst'),
    (text) => text.replace('level: Requesst', 'level: Request'),
  ]);
  const ran = await runCli('policy edit --yes', given);
  expect(ran).toMatchObject({ code: 0, files: { 'audit-policy.yaml': other } });
  const [, second, third] = given.opened;
  expect(second?.text).toMatch(/^#! 1 error; .*\n#! line 6, column 10: .*Requst.*\n/);
  expect(second?.text.split('\n')[5]).toBe('- level: Requst');
  expect(second?.text.endsWith(`\n${bad}`)).toBe(true);
  expect(third?.text.match(/^#! \d error/gm)).toHaveLength(1);
});

test('errors that are saved as they were end it, and the copy is kept without the remarks', async () => {
  const ran = await runCli('policy edit --yes', machine([worse, null]));
  expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('the errors were left as they were') });
  const kept = [...ran.world.disk].filter(([path]) => path.includes('/edit-kind-'));
  expect(kept.map(([, file]) => textOf(file))).toEqual([worse]);
  expect(ran.stderr).toContain(`next: kind-audit policy lint ${kept[0]?.[0]}\n`);
});

test('an editor that fails or is not there changes nothing', async () => {
  const failed = await runCli('policy edit --yes', machine([1]));
  expect(failed).toMatchObject({ code: 3, stderr: expect.stringContaining('the editor vi ended with 1') });
  const it = planes();
  Object.assign(it.world, { terminal: true });
  const missing = await runCli('policy edit --yes', { world: it.world });
  expect(missing).toMatchObject({ code: 3, stderr: expect.stringContaining('the editor vi cannot be started') });
  expect([...it.world.disk.keys()].filter((path) => path.includes('/edit-kind-'))).toEqual([]);
});

test('a text that was saved before the editor failed is kept', async () => {
  const ran = await runCli('policy edit --yes', machine([bad, 2]));
  expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('the edited policy is kept') });
});

test('an edit of the project in the meantime is not overwritten', async () => {
  const it = planes();
  const mine = '# mine\n';
  const given = machine(
    [() => (it.world.disk.set('/project/audit-policy.yaml', { data: mine, mode: 0o644 }), other)],
    {},
    it,
  );
  const ran = await runCli('policy edit --yes', given);
  expect(ran).toMatchObject({ code: 0, files: { 'audit-policy.yaml': mine } });
  expect(ran.stderr).toContain('/project/audit-policy.yaml was changed by something else in the meantime');
  expect(ran.stderr).toContain('the edited policy is kept');
});

test('of a cluster that kind-audit did not make the policy in effect is edited, and no file of this machine', async () => {
  const it = planes(1, { foreign: true });
  const given = machine([other], {}, it);
  const ran = await runCli('policy edit --yes', given);
  expect(ran).toMatchObject({ code: 0, files: {} });
  expect(given.opened[0]?.text).toContain('level: Metadata');
});

test('bytes that are no text are not replaced by something else', async () => {
  const it = planes();
  const given = machine([], {}, it);
  const interactive = async (argv: readonly string[]): Promise<number> => {
    it.world.disk.set(argv.at(-1) ?? '', { data: Buffer.from([...Buffer.from(bad), 0x23, 0xff]), mode: 0o600 });
    return 0;
  };
  Object.assign(it.world, { exec: { ...it.world.exec, interactive } });
  const ran = await runCli('policy edit --yes', given);
  expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('neither UTF-8 nor UTF-16') });
});
