// The kind config, names, versions, manifests.
import { load } from 'js-yaml';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { auditArguments, defaultRotation } from '../../src/kind/audit-settings.ts';
import { nodePathOf, parseApiServerManifest } from '../../src/kind/api-server-manifest.ts';
import { clusterNameProblem, controlPlaneNames } from '../../src/kind/cluster-name.ts';
import { isUntouched, withHeader } from '../../src/kind/generated-file.ts';
import { kindConfigBody, type ClusterSettings } from '../../src/kind/kind-config.ts';
import { compareVersions, parseGoVersion, parseVersion } from '../../src/kind/version.ts';

const settings: ClusterSettings = {
  name: 'dev',
  image: null,
  controlPlanes: 3,
  workers: 1,
  rotation: defaultRotation,
  policyDir: '/state/policies',
  logsDir: '/state/logs',
  kubelet: { allowCgroupV1: false, toleratesReducedCapabilities: false },
};

interface Config {
  readonly name: string;
  readonly kubeadmConfigPatches: string[];
  readonly nodes: {
    role: string;
    image?: string;
    extraMounts?: { hostPath: string; containerPath: string; readOnly?: boolean }[];
  }[];
}

test('every control plane mounts the folder of the policy and a log folder of its own', () => {
  const config = load(kindConfigBody(settings)) as Config;
  expect(config.nodes.map(({ role }) => role)).toEqual(['control-plane', 'control-plane', 'control-plane', 'worker']);
  for (const [index, node] of config.nodes.slice(0, 3).entries()) {
    expect(node.extraMounts).toEqual([
      { hostPath: '/state/policies', containerPath: '/etc/kubernetes/policies', readOnly: true },
      {
        hostPath: `/state/logs/dev-control-plane${index === 0 ? '' : index + 1}`,
        containerPath: '/var/log/kubernetes',
      },
    ]);
  }
  expect(config.nodes[3]?.extraMounts).toBeUndefined();
});

test('the patch has no apiVersion, is map-style, and every argument is a quoted string', () => {
  const config = load(kindConfigBody(settings)) as Config;
  expect(config.kubeadmConfigPatches).toHaveLength(1);
  const patch = load(config.kubeadmConfigPatches[0] ?? '') as {
    apiVersion?: string;
    apiServer: { extraArgs: Record<string, unknown> };
  };
  expect(patch.apiVersion).toBeUndefined();
  expect(patch.apiServer.extraArgs).toEqual({
    ...auditArguments(defaultRotation),
    'goaway-chance': '0.02',
    'shutdown-watch-termination-grace-period': '5s',
  });
  expect(Object.values(patch.apiServer.extraArgs).every((value) => typeof value === 'string')).toBe(true);
  expect(patch.apiServer.extraArgs).toMatchObject({
    'audit-log-maxage': '30',
    'audit-log-maxbackup': '10',
    'audit-log-maxsize': '100',
    'audit-policy-file': '/etc/kubernetes/policies/audit-policy.yaml',
    'audit-log-path': '/var/log/kubernetes/kube-apiserver-audit.log',
  });
  const older = load(kindConfigBody({ ...settings, image: 'kindest/node:v1.26.15' })) as Config;
  expect(older.kubeadmConfigPatches[0]).toMatch(/goaway-chance: "0.02"/);
  expect(older.kubeadmConfigPatches[0]).not.toContain('shutdown-watch');
});

test('the kubelet is patched only where the host needs it', () => {
  const odd = { ...settings, kubelet: { allowCgroupV1: true, toleratesReducedCapabilities: true } };
  const patches = (load(kindConfigBody(odd)) as Config).kubeadmConfigPatches;
  expect(load(patches[1] ?? '')).toEqual({
    kind: 'KubeletConfiguration',
    failCgroupV1: false,
    featureGates: { KubeletInUserNamespace: true },
  });
});

test('every node has the image', () => {
  const config = load(kindConfigBody({ ...settings, image: 'kindest/node:v1.36.3' })) as Config;
  expect(config.nodes.map(({ image }) => image)).toEqual(Array.from({ length: 4 }, () => 'kindest/node:v1.36.3'));
});

test.each([
  ['kind', true],
  ['a.b-c1', true],
  ['-a', false],
  ['A', false],
  ['a_b', false],
  ['a/../b', false],
  ['', false],
  ['a'.repeat(42), false],
])('the cluster name %j', (name, good) => expect(clusterNameProblem(name) === null).toBe(good));

test('names control planes as kind does', () => {
  expect(controlPlaneNames('x', 3)).toEqual(['x-control-plane', 'x-control-plane2', 'x-control-plane3']);
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('knows a generated file that nobody touched, whatever its remarks', () => {
  const text = withHeader('a: 1\n', ['one', '', 'two'], sha256);
  expect(text.startsWith('# one\n#\n# two\n# kind-audit checksum: ')).toBe(true);
  expect(isUntouched(text, sha256)).toBe(true);
  expect(isUntouched(text.replace('# one', '# other'), sha256)).toBe(true);
  expect(isUntouched(text.replace('a: 1', 'a: 2'), sha256)).toBe(false);
  expect(isUntouched('a: 1\n', sha256)).toBe(false);
});

test('reads and compares versions', () => {
  expect(parseVersion('kind v0.33.0 go1.26.8 linux/amd64')).toEqual([0, 33, 0]);
  expect(parseVersion('kindest/node:v1.36.3')).toEqual([1, 36, 3]);
  expect(parseVersion('none')).toBeNull();
  expect(['1.26', 'go1.26.8', 'go1.26rc1', 'go version go1.21.3 linux/amd64', 'none'].map(parseGoVersion)).toEqual([
    [1, 26, 0],
    [1, 26, 8],
    [1, 26, 0],
    [1, 21, 3],
    null,
  ]);
  expect(compareVersions([0, 33, 0], [0, 9, 9])).toBeGreaterThan(0);
});

const manifestText = `
spec:
  containers:
  - name: kube-apiserver
    command:
    - kube-apiserver
    - --audit-policy-file=/etc/kubernetes/policies/audit-policy.yaml
    - --audit-log-path=/logs/audit.log
    - --allow-privileged
    volumeMounts:
    - {name: audit-policies, mountPath: /etc/kubernetes/policies, readOnly: true}
    - {name: logs, mountPath: /logs}
    - {name: lost, mountPath: /lost}
  volumes:
  - {name: audit-policies, hostPath: {path: /host/policies, type: DirectoryOrCreate}}
  - {name: logs, hostPath: {path: /var/log/k8s/}}
`;

test('reads the manifest of an API server', () => {
  const manifest = parseApiServerManifest(manifestText);
  if (manifest === null) throw new Error('not parsed');
  expect(manifest.args.get('audit-log-path')).toBe('/logs/audit.log');
  expect(manifest.args.get('allow-privileged')).toBe('true');
  expect(nodePathOf(manifest, '/etc/kubernetes/policies/audit-policy.yaml')).toBe('/host/policies/audit-policy.yaml');
  expect(nodePathOf(manifest, '/logs/audit.log')).toBe('/var/log/k8s/audit.log');
  expect(nodePathOf(manifest, '/lost/x')).toBeNull();
  expect(nodePathOf(manifest, '/logs2/x')).toBeNull();
});

test.each(['', 'a: [', 'kind: Pod', '- 1'])('is no manifest: %j', (text) =>
  expect(parseApiServerManifest(text)).toBeNull(),
);
