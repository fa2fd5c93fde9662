// Repairs with fakes: what is kept, what is taken back, and which policy is chosen.
import { expect, test } from 'vitest';
import { load } from 'js-yaml';
import { deployPolicy } from '../../src/doctor/repairs/deploy-policy.ts';
import { mendManifest, wantedAuditing } from '../../src/doctor/repairs/mend-manifest.ts';
import { moveStrays } from '../../src/doctor/repairs/move-strays.ts';
import { recoverApiServer } from '../../src/doctor/repairs/recover-api-server.ts';
import { goodPolicy as choosePolicy } from '../../src/doctor/good-policy.ts';
import { runSteps } from '../../src/core/step.ts';
import type { RunOptions } from '../../src/core/ports.ts';
import { badPolicy, goodPolicy, manifestText, patient, policyFiles } from './patient.ts';

interface Sent {
  readonly script: string;
  readonly stdin: string;
}

/** A node whose API server becomes ready, or not, after each replaced manifest. */
function scriptedPatient(
  files: Record<string, string>,
  outcomes: number[],
  manifest = manifestText(),
): { target: ReturnType<typeof patient>; sent: Sent[] } {
  const sent: Sent[] = [];
  const target = patient({ policy: policyFiles, world: { files }, manifest });
  const nodes = target.controlPlanes.map((node) => ({
    ...node,
    async run(argv: readonly string[], options: RunOptions = {}) {
      const script = argv[3] ?? argv[0] ?? '';
      sent.push({ script, stdin: options.stdin ?? '' });
      const exitCode = script === 'wait' ? (outcomes.shift() ?? 0) : 0;
      return { argv, exitCode, stdout: script === 'cat' ? manifest : '', stderr: '', missing: false, timedOut: false };
    },
  }));
  return { target: { ...target, controlPlanes: nodes }, sent };
}

const { project, deployed, worked, kept } = policyFiles;
const read = (target: ReturnType<typeof patient>, path: string): unknown =>
  target.world.disk.get(path)?.data.toString();

test('deploying keeps the old policy, restarts, and remembers what works', async () => {
  const { target, sent } = scriptedPatient({ [project]: goodPolicy, [deployed]: '' }, [0]);
  const made = deployPolicy(target, await choosePolicy(target));
  await runSteps(made?.steps ?? [], target.world, target.world);
  expect([read(target, deployed), read(target, worked)]).toEqual([goodPolicy, goodPolicy]);
  expect(read(target, `${kept}/2026-11-21T00-00-00/audit-policy.yaml`)).toBe('');
  const replaced = sent.find(({ script }) => script === 'replace');
  expect(load(replaced?.stdin ?? '')).toMatchObject({
    metadata: { annotations: { 'kind-audit/restarted-at': '2026-11-21T00-00-00' } },
  });
});

test('a policy with which the server does not start is taken back, and the server is started with the old one', async () => {
  const old = `${goodPolicy}# old\n`;
  const { target, sent } = scriptedPatient({ [project]: goodPolicy, [deployed]: old }, [2, 0]);
  const made = deployPolicy(target, await choosePolicy(target));
  await expect(runSteps(made?.steps ?? [], target.world, target.world)).rejects.toMatchObject({
    code: 'api-server-not-ready',
  });
  expect(read(target, deployed)).toBe(old);
  expect(sent.filter(({ script }) => script === 'replace')).toHaveLength(2);
});

test('a folder in the place of the policy is moved to what is kept', async () => {
  const { target } = scriptedPatient({ [project]: goodPolicy }, [0]);
  target.world.disk.set(`${deployed}/inside`, { data: 'x', mode: 0o644 });
  const made = deployPolicy(target, await choosePolicy(target));
  const moved: string[] = [];
  const world = {
    ...target.world,
    files: { ...target.world.files, rename: async (from: string, to: string) => void moved.push(from, to) },
  };
  await runSteps(made?.steps ?? [], world, world);
  expect(moved).toEqual([deployed, `${kept}/2026-11-21T00-00-00/audit-policy.yaml`]);
});

test('the project policy is chosen when it is sound, else the last that worked, else none', async () => {
  const chosen = async (files: Record<string, string>): Promise<string | undefined> =>
    (await choosePolicy(patient({ policy: policyFiles, world: { files } })))?.what;
  expect(await chosen({ [project]: goodPolicy, [worked]: goodPolicy })).toBe("the project's policy");
  expect(await chosen({ [project]: badPolicy, [worked]: goodPolicy })).toBe('the last policy that worked');
  expect(await chosen({ [project]: badPolicy })).toBeUndefined();
});

async function recovered(
  files: Record<string, string>,
  outcomes: number[],
): Promise<{ text: string; sent: Sent[]; target: ReturnType<typeof patient> }> {
  const { target, sent } = scriptedPatient(files, outcomes);
  const [node] = target.controlPlanes;
  if (node === undefined) throw new Error('no node');
  const { steps } = recoverApiServer(node, target);
  await runSteps(steps, target.world, target.world);
  const done = target.world.events.find((event) => event.type === 'step-done');
  return { text: done?.type === 'step-done' ? (done.text ?? '') : '', sent, target };
}

test('a dead server comes back with the last policy that worked', async () => {
  const { text, target } = await recovered({ [worked]: goodPolicy, [deployed]: badPolicy }, [0]);
  expect(text).toContain('with the last policy that worked');
  expect(read(target, deployed)).toBe(goodPolicy);
});

test('where no policy works, it comes back without auditing, and the deployed policy is as it was', async () => {
  const { text, sent, target } = await recovered({ [worked]: goodPolicy, [deployed]: badPolicy }, [2, 0]);
  expect(text).toMatch(/^WITHOUT AUDITING: the last policy that worked did not work/);
  const last = sent.findLast(({ script }) => script === 'replace')?.stdin ?? '';
  expect(last).not.toMatch(/--audit-(?:log|policy)/);
  expect(read(target, deployed)).toBe(badPolicy);
});

test('a manifest that does not come up is put back', async () => {
  const { target, sent } = scriptedPatient({}, [2, 0], manifestText([]));
  const [node] = target.controlPlanes;
  const wanted = wantedAuditing((await target.inspect(target.controlPlanes[0] as never)).kubeadm);
  if (node === undefined || wanted === null) throw new Error('nothing to mend');
  const { steps } = mendManifest(node, wanted, target.world);
  await expect(runSteps(steps, target.world, target.world)).rejects.toThrow('did not become ready');
  const texts = sent.filter(({ script }) => script === 'replace').map(({ stdin }) => stdin);
  expect(texts.map((text) => text.includes('--audit-policy-file'))).toEqual([true, false]);
});

test('strays are moved to a folder outside the manifests', () => {
  const target = patient();
  const [node] = target.controlPlanes;
  if (node === undefined) throw new Error('no node');
  const { title } = moveStrays(node, ['a.bak'], target.world);
  expect(title).toContain('/etc/kubernetes/kind-audit-kept/2026-11-21T00-00-00');
});
