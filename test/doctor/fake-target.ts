// A target made of values: what a node says can be changed field by field.
import type { Answers } from '../../src/node/answers.ts';
import type { Target } from '../../src/doctor/check.ts';
import type { Inspection } from '../../src/node/inspection.ts';
import type { NodePath, NodeSurvey } from '../../src/node/survey.ts';
import { parseApiServerManifest } from '../../src/kind/api-server-manifest.ts';
import { auditArguments, auditVolumes, defaultRotation } from '../../src/kind/audit-settings.ts';
import { LOG_FILE, POLICY_FILE } from '../../src/kind/paths.ts';
import { parseVitals, type Vitals } from '../../src/node/vitals.ts';
import { controlPlane, fakeEngine, type NodeScript } from '../kit/engine.ts';
import { fakeWorld, type FakeWorldOptions } from '../kit/world.ts';

export const goodPolicy = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n';
export const badPolicy = goodPolicy.replace('Metadata', 'Metdata');

const args = new Map(Object.entries(auditArguments(defaultRotation)));

/** A manifest with these arguments and the mounts of both folders. */
export function manifestText(
  words: readonly string[] = [...args].map(([name, value]) => `--${name}=${value}`),
): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver}
spec:
  containers:
  - command: ${JSON.stringify(['kube-apiserver', ...words])}
    volumeMounts:
    - {name: audit-policies, mountPath: /etc/kubernetes/policies, readOnly: true}
    - {name: audit-logs, mountPath: /var/log/kubernetes}
  volumes:
  - {name: audit-policies, hostPath: {path: /etc/kubernetes/policies, type: DirectoryOrCreate}}
  - {name: audit-logs, hostPath: {path: /var/log/kubernetes, type: DirectoryOrCreate}}
`;
}

export const file = (path: string, sha256 = 'sum'): NodePath => ({
  path,
  type: 'regular file',
  size: 100,
  modified: 1000,
  links: 1,
  target: null,
  sha256,
});

export interface TargetOptions {
  readonly survey?: Partial<NodeSurvey>;
  readonly manifest?: string;
  readonly inspection?: Partial<Inspection>;
  readonly answers?: Partial<Answers>;
  readonly vitals?: Partial<Vitals>;
  readonly world?: FakeWorldOptions;
  readonly policy?: Target['policy'];
  readonly record?: Target['record'];
  readonly containers?: Target['containers'];
  readonly script?: NodeScript;
}

/** The target; healthy unless an option says otherwise. */
export function fakeTarget(options: TargetOptions = {}): Target & { readonly world: ReturnType<typeof fakeWorld> } {
  const kubeadm = { apiVersion: 'kubeadm.k8s.io/v1beta4', args, volumes: auditVolumes };
  const text = options.manifest ?? manifestText();
  const survey: NodeSurvey = {
    manifest: parseApiServerManifest(text),
    manifestText: text,
    manifestFault: null,
    policy: file(POLICY_FILE),
    log: file(LOG_FILE),
    kubeadmFinished: true,
    ...options.survey,
  };
  const inspection: Inspection = {
    clock: { node: 1_000_000, before: 999_900, after: 1_000_100 },
    version: 'v1.36.3',
    kubeadm,
    manifests: [
      { file: 'kube-apiserver.yaml', text },
      ...['etcd', 'kube-controller-manager', 'kube-scheduler'].map((name) => ({
        file: `${name}.yaml`,
        text: `kind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{command: [${name}]}]}\n`,
      })),
    ],
    mounts: [
      { root: '/state/policies', point: '/etc/kubernetes/policies', options: 'ro' },
      { root: '/state/logs', point: '/var/log/kubernetes', options: 'rw' },
    ],
    policySource: goodPolicy,
    server: { pid: 7, startedAt: 2000, args: [`--audit-policy-file=${POLICY_FILE}`] },
    seenPolicy: file(POLICY_FILE),
    recent: { bytes: 1_048_576, since: 400_000 },
    former: { files: 0, bytes: 0 },
    logFolderWritable: true,
    disks: [{ path: '/var', freeBytes: 50 * 1024 ** 3, usedPercent: 40 }],
    inotify: { instances: 512, watches: 524_288 },
    cgroupVersion: 2,
    failCgroupV1: null,
    lenient: null,
    hostPaths: new Map([['/etc/kubernetes/policies', 'directory']]),
    ...options.inspection,
  };
  const answers: Answers = { kubeadm, errors: new Map(), rejected: 0, events: 10, ...options.answers };
  const containers = options.containers ?? [controlPlane('kind')];
  const engine = fakeEngine({ script: options.script ?? (() => undefined) });
  const world = fakeWorld({
    command: (argv) => (argv.join(' ') === 'kind version' ? { stdout: 'kind v0.33.0 go1.26 linux/amd64' } : undefined),
    ...options.world,
    parts: { engine: async () => engine, ...options.world?.parts },
  });
  return {
    cluster: 'kind',
    engine,
    containers,
    controlPlanes: containers.filter(({ role }) => role === 'control-plane').map((each) => engine.node(each)),
    survey: async () => survey,
    inspect: async () => inspection,
    ask: async () => answers,
    vitals: async () => ({ ...parseVitals(''), ...options.vitals }),
    record: options.record ?? null,
    policy: options.policy ?? null,
    refusal: async () => null,
    world,
  };
}

/** The policy's files of a cluster that kind-audit made. */
export const policyFiles = {
  project: '/project/audit-policy.yaml',
  deployed: '/state/policies/audit-policy.yaml',
  worked: '/state/policy-that-worked.yaml',
  kept: '/state/kept',
};
