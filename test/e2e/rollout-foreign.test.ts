// Auditing put into effect on clusters that kind-audit did not make: a plain one, and one made after kind's guide.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createByHand, guideConfig, plainConfig } from './kit/by-hand.ts';
import { leftOver, levelOf, withoutFailure } from './kit/change.ts';
import { setScene, type Scene } from './kit/scene.ts';

const scenes: Scene[] = [];
afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene[Symbol.asyncDispose]();
});

// The guide's policy is mounted as a single file, which cannot be replaced by another one.
const guide = guideConfig('./guide.yaml');

const policy = (level: string): string =>
  `apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules:\n- level: ${level}\n`;

async function create(what: string, config: string): Promise<Scene> {
  const scene = setScene(what);
  scenes.push(scene);
  writeFileSync(join(scene.dir, 'guide.yaml'), policy('Metadata'));
  writeFileSync(join(scene.dir, 'request.yaml'), policy('Request'));
  await createByHand(scene, config, '--wait', '120s');
  return scene;
}

const kubeadm = async ({ kubectl }: Scene): Promise<string> =>
  kubectl('get', 'configmap', 'kubeadm-config', '--namespace', 'kube-system', '--output', 'jsonpath={.data}');

test('a plain cluster audits, does not, and audits again, also after an upgrade; a restart says for how long it took the API away', async () => {
  const scene = await create('plain', plainConfig);
  await withoutFailure(scene, async () => {
    const enabled = await scene.cli('enable', 'guide.yaml', '--yes');
    expect(enabled, enabled.stderr).toMatchObject({ code: 0 });
    expect(enabled.stdout).toContain('nothing was audited before');
    expect(await levelOf(scene)).toBe('Metadata');
    expect(await kubeadm(scene)).toContain('audit-policy-file');

    const disabled = await scene.cli('disable', '--yes');
    expect(disabled, disabled.stderr).toMatchObject({ code: 0 });
    expect(await levelOf(scene)).toBe('');
    expect(await kubeadm(scene)).not.toContain('audit');

    const again = await scene.cli('enable', 'request.yaml', '--yes');
    expect(again, again.stderr).toMatchObject({ code: 0 });
  });
  expect(await levelOf(scene)).toBe('Request');
  expect(await leftOver(scene)).toEqual([]);
  expect(await kubeadm(scene)).toContain('audit-policy-file');

  const restarted = await scene.cli('policy', 'apply', 'guide.yaml', '--yes', '--strategy', 'restart');
  expect(restarted, restarted.stderr).toMatchObject({ code: 0 });
  expect(restarted.stderr).toMatch(/without an API for \d+\.\d s/);
  expect(await levelOf(scene)).toBe('Metadata');
  expect(await leftOver(scene)).toEqual([]);
}, 400_000);

test('a cluster after the guide gets a policy file of its own, and the mounted one stays', async () => {
  const scene = await create('guide', guide);
  expect(await levelOf(scene)).toBe('Metadata');
  await withoutFailure(scene, async () => {
    const ran = await scene.cli('policy', 'apply', 'request.yaml', '--yes');
    expect(ran, ran.stderr).toMatchObject({ code: 0 });
  });
  expect(await levelOf(scene)).toBe('Request');
  expect(await leftOver(scene)).toEqual([]);
  expect(await scene.inNode('cat /etc/kubernetes/policies/audit-policy.yaml')).toBe(policy('Metadata'));
  expect(await kubeadm(scene)).toContain('/etc/kubernetes/kind-audit/audit-policy.yaml');
}, 300_000);
