// Whatever a name, a policy, a suite or an answer holds: no byte on either stream steers a terminal or a CI job.
import { describe, expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import type { Event } from '../../src/core/event.ts';
import { aboutAll } from '../../src/core/finding.ts';
import { Problem } from '../../src/core/problem.ts';
import { resultPrinter } from '../../src/commands/doctor-output.ts';
import { auditEvent, line } from '../events/kit.ts';
import { hostileCharacters, unsafeOutput } from '../kit/hostile.ts';
import { runCli, type CliOptions } from '../kit/run-cli.ts';
import { fakeWorld } from '../kit/world.ts';

const H = `a\n::add-mask::b\r\nnext: rm -rf ~ #${hostileCharacters.join('')}##[error]c`;
const yaml = JSON.stringify(H);
const policyOf = (rule: string): string => `apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- ${rule}\n`;
const good = policyOf(`{level: Metadata, users: [${yaml}, jane]}`);
const event = auditEvent({ user: { username: H, groups: [H] }, userAgent: H, requestURI: H, verb: H, level: H });
const files: Record<string, string> = {
  'p.yaml': good,
  'q.yaml': policyOf('level: None'),
  [`${H}.yaml`]: good,
  [`${H}/p.yaml`]: good,
  [`${H}.log`]: `${line(event)}\n${H}\n`,
  [`${H}/empty/x`]: '',
  'level.yaml': policyOf(`level: ${yaml}`),
  'stage.yaml': policyOf(`{level: Metadata, omitStages: [${yaml}]}`),
  'url.yaml': policyOf(`{level: Metadata, nonResourceURLs: [${yaml}]}`),
  'group.yaml': policyOf(`{level: Metadata, resources: [{group: ${yaml}, resources: [${yaml}]}]}`),
  'key.yaml': `${policyOf('level: Metadata')}${yaml}: 1\n`,
  'version.yaml': `apiVersion: ${yaml}\nkind: ${yaml}\n`,
  'syntax.yaml': `a: [${H.replaceAll('\n', ' ')}`,
  's.test.yaml': `policy: p.yaml\ncases:\n- {name: ${yaml}, request: GET /healthz, user: ${yaml}, expect: None}\n`,
  [`${H}.test.yaml`]: `policy: p.yaml\ncases:\n- {request: GET /healthz, user: jane, expect: None}\n`,
  'key.test.yaml': `policy: p.yaml\n${yaml}: 1\n`,
  'request.test.yaml': `policy: p.yaml\ncases:\n- {request: ${yaml}, expect: ${yaml}}\n`,
  'policy.test.yaml': `policy: ${yaml}\ncases: []\n`,
  'kind-config.yaml': `${H}\n`,
};
const policies = Object.keys(files).filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'));
const suites = Object.keys(files).filter((name) => name.endsWith('.test.yaml'));

const lines: readonly (readonly string[])[] = [
  [H],
  ['logs', H],
  ['logs', `--${H}`],
  ['logs', '-o', H],
  ['logs', '--since', H],
  ['logs', '--name', H],
  ['logs', `${H}/empty`],
  ['policy', H],
  ['policy', 'presets', H],
  ['schema', H],
  ['policy', 'new', `${H}.yaml`],
  ['policy', 'new', `new${H}.yaml`],
  ['policy', 'new', '-y', '::add-mask::a'],
  ['policy', 'lint', '--kubernetes-version', H, 'p.yaml'],
  ['policy', 'lint', `${H}/missing`],
  ['policy', 'replay', '--policy', 'p.yaml', `${H}.log`],
  ['policy', 'replay', '--policy', 'p.yaml', '-o', 'json', `${H}.log`],
  ['policy', 'diff', 'p.yaml', 'q.yaml'],
  ['policy', 'explain', 'p.yaml', '--user', H, '--verb', H, '--resource', H, '--namespace', H],
  ['policy', 'explain', 'p.yaml', '--url', H],
  ['policy', 'explain', 'p.yaml', '--request', H],
  ['policy', 'explain', 'p.yaml', '--kubectl', H],
  ['policy', 'explain', 'p.yaml', '--event', H],
  ['policy', 'explain', 'p.yaml', '--requests', `${H}.log`],
  ...['up', 'init'].flatMap((command) => [
    [command, '--dir', H],
    [command, '--policy', H],
    [command, '--policy', 'level.yaml'],
    [command, '--name', H],
    [command],
    [command, '--force'],
  ]),
  ['up', '--image', H],
  ['up', '--dry-run', '--dir', H],
  ['up', '--kubeconfig', H, '--dry-run'],
  ...['doctor', 'status', 'down', 'shell'].map((command) => [command, '--name', H]),
  ['shell', '--node', H],
  ...['pretty', 'wide', 'yaml'].map((form) => ['logs', `${H}.log`, '-o', form]),
  ...['user', 'verb', 'user-agent'].map((field) => ['logs', `${H}.log`, '--top', field]),
  ['logs', `${H}.log`, '--top', 'user', '-o', 'json'],
  ['logs', `${H}.log`, '--stats'],
  ...policies.flatMap((name) => [
    ...['text', 'json', 'github', 'sarif'].map((form) => ['policy', 'lint', name, '-o', form]),
    ['policy', 'lint', '--fix', name],
    ['policy', 'explain', name, '--url', '/healthz'],
    ['policy', 'explain', name, '--url', '/healthz', '-o', 'json'],
    ['policy', 'diff', name, 'q.yaml'],
    ['policy', 'test', '--init', name],
    ['policy', 'replay', '--policy', name, `${H}.log`],
  ]),
  ...suites.flatMap((name) => ['text', 'json', 'junit'].map((form) => ['policy', 'test', name, '-o', form])),
];

/** What is left when our own colours, drawing and annotations are taken out. */
function foreign(text: string, own: RegExp): string {
  return text.replaceAll(own, '');
}

async function demand(words: readonly string[], options: CliOptions, own: RegExp): Promise<void> {
  const { code, stdout, stderr } = await runCli(words, { files, ...options });
  const annotations = words.includes('github') ? /^::(?:error|warning) /gm : own;
  expect(code, stderr).not.toBe(70);
  expect(foreign(foreign(stdout, annotations), own)).not.toMatch(unsafeOutput);
  expect(foreign(stderr, own)).not.toMatch(unsafeOutput);
  expect(`${stdout}${stderr}`).not.toMatch(/^next: rm -rf/m);
}

// oxlint-disable-next-line no-control-regex -- our own colours begin with it
const ownColours = /\u001B\[(?:1|2|22|3[1-69])m/g;
// oxlint-disable-next-line no-control-regex -- the cursor, colours and erasing of a list
const ownDrawing = /\u001B\[[\d;?]*[A-Za-z]|\r/g;

describe.each(lines.map((words) => [JSON.stringify(words.join(' ')).slice(0, 100), words] as const))(
  '%s',
  (_name, words) => {
    test('on pipes', () => demand(words, {}, /(?!)/g));

    test('in colour', () => demand(words, { env: { PATH: '/usr/bin', FORCE_COLOR: '1' } }, ownColours));
  },
);

const events: readonly Event[] = [
  { type: 'step-started', id: 'a', title: H },
  { type: 'step-progress', id: 'a', text: H },
  { type: 'step-done', id: 'a', title: H, ms: 1, text: H },
  { type: 'step-skipped', id: 'a', title: H, text: H },
  { type: 'step-failed', id: 'a', title: H, ms: 1, text: H },
  { type: 'undo-started', id: 'a', title: H },
  { type: 'undo-done', id: 'a', title: H },
  { type: 'undo-failed', id: 'a', title: H, text: H },
  { type: 'progress', text: H },
  { type: 'note', level: 'warn', text: H },
  { type: 'detail', text: H },
];

test.each([
  ['plain', {}, /(?!)/g],
  ['on a terminal', { tty: true }, ownDrawing],
])('what is reported, %s', async (_name, options, own) => {
  const { stderr } = await runCli(['policy', 'presets'], options, (edge, makeWorld) =>
    run(edge, async (parts) => {
      for (const each of events) parts.report(each);
      await makeWorld(parts);
      throw new Problem('usage', H, { details: `${H}\n${H}`, hint: H });
    }),
  );
  expect(stderr).toContain('rm -rf');
  expect(foreign(stderr, own)).not.toMatch(unsafeOutput);
  expect(stderr).not.toMatch(/^next: rm -rf/m);
});

test('the evidence and the repair of a check', async () => {
  const world = fakeWorld();
  await resultPrinter(world)({ id: 'a', title: H, status: 'fail', evidence: aboutAll(H), fix: H, ms: 1 });
  expect(world.printed()).not.toMatch(unsafeOutput);
  expect(world.printed().split('\n').length).toBe(3);
});

const D = "d; rm -rf ~ # it's";
test.each<[string, readonly string[], Readonly<Record<string, string>>]>([
  ["ls -R 'd; rm -rf ~ # it'\\''s'", ['logs', D], { [`${D}/x/.keep`]: '' }],
  [
    "kind-audit policy lint 'd; rm -rf ~ # it'\\''s'",
    ['policy', 'explain', D, '--url', '/'],
    { [D]: files['level.yaml'] ?? '' },
  ],
  ["--dir '/project/d; rm -rf ~ # it'\\''s'", ['init', '--dir', D], {}],
])('what to type next is quoted: %s', async (hint, words, given) => {
  expect((await runCli(words, { files: given })).stderr).toMatch(
    new RegExp(`^next: .*${hint.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)}`, 'm'),
  );
});
