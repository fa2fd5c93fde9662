// Repairs with fakes: rounds and their order, what is kept, what is taken back, and the manifest's edits.
import { expect, test } from 'vitest';
import { load } from 'js-yaml';
import type { Examined } from '../../src/doctor/check.ts';
import type { Examination } from '../../src/doctor/examine.ts';
import { fix, nextRepairs } from '../../src/doctor/fix.ts';
import { deployPolicy } from '../../src/doctor/repairs/deploy-policy.ts';
import { mendManifest, wantedAuditing } from '../../src/doctor/repairs/mend-manifest.ts';
import { moveStrays } from '../../src/doctor/repairs/move-strays.ts';
import { recoverApiServer } from '../../src/doctor/repairs/recover-api-server.ts';
import type { Repair, RepairRank } from '../../src/doctor/repair.ts';
import { goodPolicy as choosePolicy } from '../../src/doctor/good-policy.ts';
import { runSteps } from '../../src/core/step.ts';
import { withAuditing, withMark, withoutAuditing } from '../../src/kind/edit-manifest.ts';
import { parseKubeadmConfig } from '../../src/kind/kubeadm-config.ts';
import type { RunOptions } from '../../src/core/ports.ts';
import { fakeWorld } from '../kit/world.ts';
import { badPolicy, goodPolicy, manifestText, patient, policyFiles } from './patient.ts';

const repair = (key: string, rank: RepairRank, run: () => void = () => undefined): Repair => ({
  key,
  rank,
  title: key,
  steps: [{ id: key, title: key, run: async () => run() }],
});

const examination = (...repairs: Repair[]): Examination => {
  const result: Examined = { id: 'x', title: 'X', status: 'fail', evidence: '', ms: 0, repairs };
  return { ok: repairs.length === 0, reached: true, results: [result] };
};

test('the most basic repairs come first, each once, and none twice', () => {
  const found = examination(repair('b', 'api-server'), repair('a', 'policy'), repair('a', 'policy'));
  expect(nextRepairs(found, new Set()).map(({ key }) => key)).toEqual(['a']);
  expect(nextRepairs(found, new Set(['a'])).map(({ key }) => key)).toEqual(['b']);
  expect(nextRepairs(found, new Set(['a', 'b']))).toEqual([]);
});

test('a server that was brought back without auditing is not given it again in the same run', () => {
  const found = examination(repair('manifest:n', 'api-server'));
  expect(nextRepairs(found, new Set(['recover:n']))).toEqual([]);
  expect(nextRepairs(found, new Set(['recover:m']))).toHaveLength(1);
});

test('rounds go on until nothing is left, and every round is agreed to', async () => {
  const world = fakeWorld();
  const left = [repair('a', 'strays'), repair('b', 'policy')];
  const asked: string[][] = [];
  const { examination: last, made } = await fix(world, examination(...left), {
    cluster: 'kind',
    async examine() {
      left.shift();
      return examination(...left);
    },
    async agree(repairs) {
      asked.push(repairs.map(({ key }) => key));
      return true;
    },
  });
  expect([asked, made, last.ok]).toEqual([[['a'], ['b']], ['a', 'b'], true]);
  expect([...world.disk.keys()].filter((path) => path.endsWith('.lock'))).toEqual([]);
});

test('what is not agreed to is not done', async () => {
  let done = false;
  const request = { cluster: 'kind', examine: async () => examination(), agree: async () => false };
  await fix(fakeWorld(), examination(repair('a', 'node', () => (done = true))), request);
  expect(done).toBe(false);
});

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

test('auditing is put in once, and taken out whole', () => {
  const wanted = wantedAuditing(
    parseKubeadmConfig(`kind: ClusterConfiguration
apiVersion: kubeadm.k8s.io/v1beta3
apiServer:
  extraArgs: {audit-log-path: /var/log/kubernetes/a.log, audit-policy-file: /etc/kubernetes/policies/p.yaml, x: y}
  extraVolumes:
  - {name: p, hostPath: /etc/kubernetes/policies, mountPath: /etc/kubernetes/policies, readOnly: true}
  - {name: other, hostPath: /o, mountPath: /o}
`),
  );
  if (wanted === null) throw new Error('nothing wanted');
  expect(wanted.volumes.map(({ name }) => name)).toEqual(['p']);
  const bare = 'spec: {containers: [{command: [kube-apiserver, --x=z]}]}\n';
  const once = withAuditing(bare, wanted);
  expect(withAuditing(once, wanted)).toBe(once);
  expect(load(once)).toMatchObject({
    spec: {
      containers: [
        {
          command: [
            'kube-apiserver',
            '--x=z',
            '--audit-log-path=/var/log/kubernetes/a.log',
            '--audit-policy-file=/etc/kubernetes/policies/p.yaml',
          ],
          volumeMounts: [{ name: 'p', mountPath: '/etc/kubernetes/policies', readOnly: true }],
        },
      ],
      volumes: [{ name: 'p', hostPath: { path: '/etc/kubernetes/policies', type: 'DirectoryOrCreate' } }],
    },
  });
  expect(load(withoutAuditing(once))).toEqual({
    spec: { containers: [{ command: ['kube-apiserver', '--x=z'], volumeMounts: [] }], volumes: [] },
  });
  expect(withMark(bare, 'a')).not.toBe(withMark(bare, 'b'));
});
