// Changes of a living cluster: no request fails, whatever happens to the new server, to the command, or to the node.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { atMoment, controllers, leftOver, levelOf, withoutFailure } from './kit/change.ts';
import { expectEachOnce, NUMBERED } from './kit/numbered-requests.ts';
import { run, setScene, until } from './kit/scene.ts';

const scene = setScene('rollout');
const node = `${scene.name}-control-plane`;
const worker = `${scene.name}-worker`;
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
  for (const level of ['Metadata', 'Request', 'RequestResponse'])
    writeFileSync(join(scene.dir, `${level}.yaml`), configMaps(level));
  writeFileSync(join(scene.dir, 'silent.yaml'), configMaps('None'));
  const ran = await scene.cli('up', '--workers', '1', '--policy', 'Metadata.yaml', '--wait', '180s', '--yes');
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
});
afterAll(() => scene[Symbol.asyncDispose]());

const apply = (file: string, ...more: string[]): readonly string[] => ['policy', 'apply', file, ...more];

test('a policy is put into effect without a failed request, and a follow shows every request once', async () => {
  const before = await controllers(scene);
  const following = scene.startCli('logs', '--follow', '-o', 'json', '--tail', '0', '--object', NUMBERED);
  const shown = (): number[] =>
    [...following.output().matchAll(/"name":"n-(\d+)"/g)].map(([, number]) => Number(number));
  await until('the log is followed', async () => {
    await run(['docker', 'exec', node, 'kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', 'get', 'cm', 'n-1']);
    return shown().length > 0;
  });
  const earlier = shown().length;
  let other: Promise<void> | null = null;
  const probed = await withoutFailure(
    scene,
    async () => {
      const ran = await atMoment(scene, apply('Request.yaml'), { type: 'step-started', id: 'second' }, () => {
        other = scene.cli(...apply('RequestResponse.yaml', '--yes')).then((refused) => {
          expect(refused).toMatchObject({ code: 3, stdout: '' });
          expect(refused.stderr).toContain('is working on this cluster');
        });
      });
      expect(ran, ran.stdout).toMatchObject({ code: 0 });
      expect(other).not.toBeNull();
      await other;
    },
    worker,
  );
  expect(probed.fresh).toBeGreaterThan(1500);
  expect(Object.keys(probed.ways)).toHaveLength(7);
  expect(await controllers(scene)).toBe(before);
  expect(await levelOf(scene)).toBe('Request');
  expect(await leftOver(scene)).toEqual([]);
  await until(
    'the last request is shown',
    () => {
      const all = new Set(shown());
      return probed.answered.every((number) => all.has(number));
    },
    15_000,
  ).catch(() => undefined);
  following.child.kill('SIGINT');
  await following.ended;
  expectEachOnce(
    shown()
      .slice(earlier)
      .filter((number) => number !== 1),
    new Set(probed.answered),
  );
}, 300_000);
