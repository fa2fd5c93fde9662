// Every command that a fix or a hint can contain: it exists, and names its cluster.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { doctorCommand, fixCommand, recreateCommand, shellCommand } from '../../src/doctor/commands.ts';
import { explainCrash } from '../../src/node/crash-cause.ts';
import { controlPlane } from '../kit/engine.ts';
import { callsIn, wrongCalls } from './fix-lines.ts';
import { fakeTarget } from './fake-target.ts';

const src = resolve(import.meta.dirname, '../../src');

/** The texts of the code in which a command of this program stands. */
function textsOf(room: string): readonly string[] {
  return readdirSync(join(src, room), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) =>
      [
        ...readFileSync(join(src, room, path), 'utf8').matchAll(
          /'([^'\n]*kind-audit [a-z][^'\n]*)'|`([^`]*kind-audit [a-z][^`]*)`/g,
        ),
      ].map(([, plain, template = '']) => plain ?? template.replaceAll(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, 'x')),
    )
    .filter(
      (text) => !/^kind-audit (?:kept|did|does|is|sets|writes|made)/.test(text) && !text.startsWith('let kind-audit'),
    );
}

test.each(['doctor', 'node'])('the commands in the texts of %s', async (room) => {
  const texts = textsOf(room);
  expect(texts.length).toBeGreaterThan(2);
  for (const text of texts) {
    const isCall = callsIn(text).filter(([first = '']) =>
      /^(?:up|down|doctor|logs|status|shell|init|setup|policy)$/.test(first),
    );
    if (isCall.length > 0) expect(await wrongCalls(text), text).toEqual([]);
  }
});

test('what a crash may be fixed with is a command of this program', async () => {
  const words = [
    'unknown flag: --x',
    'ensureLogFile: open /l: read-only file system',
    'ensureLogFile: open /l: operation not permitted',
    'ensureLogFile: open /l: no space left on device',
    'hostPath type check failed',
    'bind: address already in use',
    'open /etc/kubernetes/pki/ca.crt: no such file or directory',
    'connection refused',
    'loading audit policy file: open /p: no such file or directory',
    'anything else',
  ];
  for (const each of words) {
    const { fix } = explainCrash(each, null, { cluster: 'dev', node: 'dev-control-plane' });
    expect(callsIn(fix), each).toHaveLength(1);
    expect(await wrongCalls(fix), each).toEqual([]);
  }
});

test('a cluster is made again as it was: its folder, nodes, image and rotation', async () => {
  const settings = {
    name: 'kind',
    image: 'kindest/node:v1.36.3',
    controlPlanes: 3,
    workers: 2,
    rotation: { maxAgeDays: 7, maxBackups: 10, maxSizeMiB: 5 },
    policyDir: '/p',
    logsDir: '/l',
    kubelet: { allowCgroupV1: false, toleratesReducedCapabilities: false },
  };
  const target = fakeTarget({ record: { dir: "/my project's", settings } });
  const line = recreateCommand(target);
  expect(callsIn(line)).toEqual([
    ['down', '--name', 'kind'],
    [
      'up --name kind --dir'.split(' '),
      "/my project's",
      '--image kindest/node:v1.36.3 --control-planes 3 --workers 2 --log-max-age 7 --log-max-size 5'.split(' '),
    ].flat(),
  ]);
  expect(await wrongCalls(line)).toEqual([]);
});

test('one that was made by hand keeps the number of its nodes', () => {
  const worker = { ...controlPlane('kind'), name: 'kind-worker', role: 'worker' } as const;
  const containers = [controlPlane('kind'), controlPlane('kind', '2'), controlPlane('kind', '3'), worker];
  expect(recreateCommand(fakeTarget({ containers }))).toEqual(
    expect.stringMatching(
      /^kind-audit down --name kind && kind-audit up --name kind --dir \S+ --control-planes 3 --workers 1$/,
    ),
  );
});

test('the lines are pasteable', async () => {
  const target = { cluster: 'dev' };
  expect([doctorCommand(target, '--check', 'proof'), fixCommand(target)]).toEqual([
    'kind-audit doctor --check proof --name dev',
    'kind-audit doctor --fix --name dev',
  ]);
  const line = shellCommand(target, 'dev-control-plane', ['bash', '-c', "echo 'a b' | head"]);
  expect(callsIn(line)).toEqual([
    ['shell', '--name', 'dev', '--node', 'dev-control-plane', '--', 'bash', '-c', "echo 'a b' | head"],
  ]);
  expect(await wrongCalls('kind-audit doctor')).toEqual(['kind-audit doctor: it does not name the cluster']);
  expect(await wrongCalls('kind-audit nothing --name x')).toHaveLength(1);
});
