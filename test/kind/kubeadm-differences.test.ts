// What the ConfigMap kubeadm-config lacks of a manifest's auditing.
import { expect, test } from 'vitest';
import { parseApiServerManifest } from '../../src/kind/api-server-manifest.ts';
import { withApiServerAuditing } from '../../src/kind/edit-kubeadm-config.ts';
import { kubeadmDifferences } from '../../src/kind/kubeadm-differences.ts';
import { parseKubeadmConfig, type KubeadmConfig } from '../../src/kind/kubeadm-config.ts';

const manifest = parseApiServerManifest(`kind: Pod
spec:
  containers:
  - command: [kube-apiserver, --audit_policy_file, /p/policy.yaml, --audit-log-path=/l/a.log, --v=4]
    volumeMounts:
    - {name: p, mountPath: /p, readOnly: true}
    - {name: l, mountPath: /l/a.log}
    - {name: k8s-certs, mountPath: /etc/kubernetes/pki}
    - {name: other, mountPath: /o}
  volumes:
  - {name: p, hostPath: {path: /host/p, type: Directory}}
  - {name: l, hostPath: {path: /host/a.log, type: File}}
  - {name: k8s-certs, hostPath: {path: /etc/kubernetes/pki}}
  - {name: other, hostPath: {path: /o}}
`);
if (manifest === null) throw new Error('no manifest');

const text = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
apiServer:
  extraArgs:
  - {name: audit_policy_file, value: /old/policy.yaml}
  - {name: audit-log-maxage, value: "30"}
  - {name: v, value: "2"}
  extraVolumes:
  - {name: old, hostPath: /old, mountPath: /old}
  - {name: mine, hostPath: /mine, mountPath: /mine}
`;

const read = (source: string): KubeadmConfig => {
  const config = parseKubeadmConfig(source);
  if (config === null) throw new Error('no configuration');
  return config;
};

test('names what differs, and its change leaves nothing of auditing that differs, and all else as it was', () => {
  const { words, change } = kubeadmDifferences(manifest, read(text));
  expect(words).toEqual([
    '--audit-policy-file is /p/policy.yaml, kubeadm-config says /old/policy.yaml',
    '--audit-log-path is /l/a.log, kubeadm-config says not set',
    '--audit-log-maxage is not set, kubeadm-config says 30',
    'the volume old is in kubeadm-config only',
    'the volume mine is in kubeadm-config only',
    'the volume p is in the manifest only',
    'the volume l is in the manifest only',
  ]);
  const changed = withApiServerAuditing(text, change) ?? '';
  const config = read(changed);
  expect(config.args).toEqual(
    new Map([
      ['audit-policy-file', '/p/policy.yaml'],
      ['v', '2'],
      ['audit-log-path', '/l/a.log'],
    ]),
  );
  expect(config.volumes.map(({ name, hostPath, pathType }) => [name, hostPath, pathType])).toEqual([
    ['mine', '/mine', ''],
    ['p', '/host/p', 'Directory'],
    ['l', '/host/a.log', 'File'],
  ]);
  // What is no volume of auditing is named, and stays.
  expect(kubeadmDifferences(manifest, config).words).toEqual(['the volume mine is in kubeadm-config only']);
  expect(withApiServerAuditing(changed, kubeadmDifferences(manifest, config).change)).toBe(changed);
});
