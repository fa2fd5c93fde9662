// Changes of a living cluster: no request fails, whatever happens to the new server, to the command, or to the node.
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { atMoment, controllers, leftOver, levelOf, whenReported, withoutFailure } from './kit/change.ts';
import { expectEachOnce, NUMBERED } from './kit/numbered-requests.ts';
import { engineTest, withoutEngine } from './kit/own-engine.ts';
import { must, setScene, until, type Ran, type Running } from './kit/scene.ts';

const scene = setScene('rollout');
const node = `${scene.name}-control-plane`;
const worker = `${scene.name}-worker`;
const nodes = [node];

/** A policy for config maps alone. */
const configMaps = (level: string): string =>
  `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: ${level}
    resources: [{group: "", resources: [configmaps]}]
  - level: None
`;

beforeAll(async () => {
  for (const level of ['Metadata', 'Request', 'RequestResponse', 'None'])
    writeFileSync(join(scene.dir, `${level}.yaml`), configMaps(level));
  const ran = await scene.cli('up', '--workers', '1', '--policy', 'Metadata.yaml', '--wait', '180s', '--yes');
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
});
afterAll(() => scene[Symbol.asyncDispose]());

const apply = (file: string): readonly string[] => ['policy', 'apply', file];

/** The numbers of the requests that a log shows, but for the one that the test makes itself. */
function numbersIn(log: string): number[] {
  return log
    .split('\n')
    .flatMap((line) => Number(/"name":"n-(\d+)"/.exec(line)?.[1] ?? Number.NaN))
    .filter((number) => number > 1);
}

/** Expects that a whole policy is in effect and nothing else is there. */
async function expectWhole(level: string): Promise<void> {
  expect(await leftOver(scene, nodes)).toEqual([]);
  expect(await levelOf(scene)).toBe(level);
}

test('three changes, the last one back over three revisions: no request fails, and a follow shows every one once', async () => {
  const before = await controllers(scene);
  const following = scene.startCli('logs', '--follow', '-o', 'json', '--tail', '0', '--object', NUMBERED);
  const shown = (): number[] => numbersIn(following.output());
  await until('the log is followed', async () => {
    await scene.kubectl('get', 'configmap', 'n-1', '--ignore-not-found');
    return following.output().includes('"n-1"');
  });
  const refused: Ran[] = [];
  const probed = await withoutFailure(
    scene,
    async () => {
      const ran = await atMoment(scene, apply('Request.yaml'), { type: 'step-started', id: 'second' }, async () => {
        refused.push(await scene.cli(...apply('None.yaml'), '--yes'));
      });
      expect(ran, ran.stdout).toMatchObject({ code: 0 });
      copyFileSync(join(scene.dir, 'RequestResponse.yaml'), join(scene.dir, 'audit-policy.yaml'));
      const changed = await scene.cli('up', '--yes');
      expect(changed, changed.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('was changed') });
      expect(await scene.cli('policy', 'show')).toMatchObject({ code: 0, stderr: '' });
      const back = await scene.cli('policy', 'rollback', '1', '--yes');
      expect(back, back.stderr).toMatchObject({ code: 0 });
      const shown = await scene.cli('policy', 'show');
      expect(shown, shown.stdout).toMatchObject({ code: 1, stdout: expect.stringContaining('policy apply') });
    },
    worker,
  );
  expect(refused).toMatchObject([
    { code: 3, stdout: '', stderr: expect.stringContaining('is working on this cluster') },
  ]);
  expect(probed.fresh).toBeGreaterThan(1500);
  expect(Object.keys(probed.ways)).toHaveLength(7);
  expect(await controllers(scene)).toBe(before);
  await expectWhole('Metadata');
  // What is missing after this time does not come.
  await until('all are shown', () => new Set(shown()).size >= new Set(probed.answered).size, 15_000).catch(
    () => undefined,
  );
  following.child.kill('SIGINT');
  await following.ended;
  expectEachOnce(shown(), new Set(probed.answered));
}, 400_000);

test('the log goes to standard output and back: no request fails, and every one is read once', async () => {
  const since = new Date().toISOString();
  const probed = await withoutFailure(scene, async () => {
    for (const output of ['stdout', 'file']) {
      const ran = await scene.cli('set', '--log-output', output, '--yes');
      expect(ran, ran.stderr).toMatchObject({ code: 0 });
    }
  });
  const ran = await scene.cli('logs', '-o', 'json', '--object', NUMBERED, '--since', since);
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  expectEachOnce(numbersIn(ran.stdout), new Set(probed.answered));
  await expectWhole('Metadata');
}, 300_000);

test('a server that cannot start is named in its own words, and nothing has happened', async () => {
  // The running server has read this file at its start.
  const file = '/etc/kubernetes/pki/front-proxy-client.crt';
  await scene.inNode(`mv ${file} ${file}.aside`);
  try {
    await withoutFailure(scene, async () => {
      const ran = await scene.cli(...apply('Request.yaml'), '--yes');
      expect(ran, ran.stderr).toMatchObject({ code: 3 });
      expect(ran.stderr).toContain(file);
    });
  } finally {
    await scene.inNode(`mv ${file}.aside ${file}`);
  }
  await expectWhole('Metadata');
}, 200_000);

test('a node whose disk is full: nothing has happened', async () => {
  await scene.inNode('mkdir --parents /var/lib/kind-audit; mount -t tmpfs -o size=4k none /var/lib/kind-audit');
  try {
    const ran = await scene.cli(...apply('Request.yaml'), '--yes');
    expect(ran).toMatchObject({ code: 3 });
    expect(ran.stderr).toContain('No space left on device');
  } finally {
    await scene.inNode('umount /var/lib/kind-audit; rmdir /var/lib/kind-audit');
  }
  await expectWhole('Metadata');
}, 100_000);

/**
 * Each run first undoes what the one before has left, and is killed at a later moment of its own; once the change counts as in
 * effect, the next run finishes it. The policy logs nothing, so that the proof is the absence of the marked request. Between
 * the first server's proof and that moment there is one write of the journal: a kill there is on either side of it.
 */
test('killed at one moment after the other, the API serves, and the last run leaves one policy and nothing else', async () => {
  const before = await controllers(scene);
  const moments = [
    { type: 'step-done', id: 'keep-endpoint' },
    { type: 'step-progress', id: 'second' },
    { type: 'step-done', id: 'redirect' },
    { type: 'step-progress', id: 'first' },
    { type: 'step-done', id: 'in-effect' },
  ] as const;
  const kill = ({ child }: Running): void => void child.kill('SIGKILL');
  await withoutFailure(scene, async () => {
    for (const [index, moment] of moments.entries()) {
      const ran = await atMoment(scene, apply('None.yaml'), moment, kill);
      const all = `${moment.type} ${moment.id}: ${ran.stdout}${ran.stderr}`;
      expect(all.includes('is undone first'), all).toBe(index > 0);
    }
    const proven = await atMoment(scene, apply('Request.yaml'), { type: 'step-done', id: 'first' }, kill);
    expect(proven.stderr).toContain('is finished first');
    const clearing = await atMoment(scene, apply('Metadata.yaml'), { type: 'step-started', id: 'clear' }, kill);
    expect(clearing.stderr).toMatch(/is (undone|finished) first/);
    const last = await scene.cli(...apply('Metadata.yaml'), '--yes');
    expect(last, last.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to change') });
    expect(last.stderr).toContain('is finished first');
  });
  await expectWhole('Metadata');
  expect(await controllers(scene)).toBe(before);
}, 900_000);

test('killed while it goes back, the API serves, and the next run leaves one policy and nothing else', async () => {
  const moments = [
    { type: 'undo-started', id: 'first' },
    { type: 'undo-done', id: 'redirect' },
  ] as const;
  const level = await levelOf(scene);
  await withoutFailure(scene, async () => {
    for (const moment of moments) {
      const killed: number[] = [];
      const ran = await atMoment(scene, apply('Request.yaml'), { type: 'step-progress', id: 'first' }, (running) => {
        void whenReported(running, moment, ({ child }) => void killed.push(Number(child.kill('SIGKILL'))));
        running.child.kill('SIGINT');
      });
      expect(killed, ran.stdout).toHaveLength(1);
    }
    const ran = await atMoment(scene, apply('Request.yaml'), { type: 'step-done', id: 'redirect' }, ({ child }) => {
      child.kill('SIGINT');
    });
    expect(ran, ran.stderr).toMatchObject({ code: 130, stderr: expect.stringContaining('is undone first') });
  });
  await expectWhole(level);
}, 400_000);

test('a node that starts again in mid-change serves, and the next run leaves one policy and nothing else', async () => {
  const ran = await atMoment(scene, apply('Request.yaml'), { type: 'step-progress', id: 'first' }, async () => {
    await must(['docker', 'restart', '--time', '0', node]);
  });
  expect(ran.code, ran.stdout).not.toBe(0);
  await until('the API serves', async () => (await levelOf(scene).catch(() => 'none')) !== 'none', 120_000);
  const next = await scene.cli(...apply('Request.yaml'), '--yes');
  expect(next, next.stderr).toMatchObject({ code: 0 });
  await expectWhole('Request');
}, 400_000);

engineTest(
  'the engine killed in mid-change: once it is there again, the change is undone, and the next one succeeds',
  async () => {
    const level = await levelOf(scene);
    const ran = await atMoment(scene, apply('Metadata.yaml'), { type: 'step-progress', id: 'first' }, () =>
      withoutEngine(scene, 'SIGKILL'),
    );
    expect(ran.code, ran.stdout).toBe(3);
    await until('the API serves', async () => (await levelOf(scene).catch(() => 'none')) !== 'none', 120_000);
    await expectWhole(level);
    const next = await scene.cli(...apply('Metadata.yaml'), '--yes');
    expect(next, next.stderr).toMatchObject({ code: 0 });
    await expectWhole('Metadata');
  },
  400_000,
);
