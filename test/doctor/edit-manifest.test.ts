// The edits of kube-apiserver.yaml that repairs make.
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { wantedAuditing } from '../../src/doctor/repairs/fix-manifest.ts';
import { Problem } from '../../src/core/problem.ts';
import { markOf, withAuditing, withMark, withoutAuditing } from '../../src/kind/edit-manifest.ts';
import { parseKubeadmConfig } from '../../src/kind/kubeadm-config.ts';

test('auditing is put in once, with the usual volume where kubeadm was given none, and removed completely', () => {
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
  expect(wanted.volumes.map(({ name }) => name)).toEqual(['p', 'audit-logs']);
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
          volumeMounts: [
            { name: 'p', mountPath: '/etc/kubernetes/policies', readOnly: true },
            { name: 'audit-logs', mountPath: '/var/log/kubernetes' },
          ],
        },
      ],
      volumes: [{ name: 'p', hostPath: { path: '/etc/kubernetes/policies', type: '' } }, { name: 'audit-logs' }],
    },
  });
  expect(load(withoutAuditing(once))).toEqual({
    spec: { containers: [{ command: ['kube-apiserver', '--x=z'], volumeMounts: [] }], volumes: [] },
  });
  expect(withMark(bare, 'a')).not.toBe(withMark(bare, 'b'));
});

test.each(['', 'no pod', 'spec: {}', '- a\n- b', 'a: [', 'spec: {containers: []}'])('%j is not a pod', (text) => {
  expect(() => withMark(text, 'a')).toThrow(Problem);
  expect(() => withoutAuditing(text)).toThrow(Problem);
  expect(markOf(text)).toBeNull();
});

test('a volume that kubeadm was given for a single file is put back as one', () => {
  const wanted = wantedAuditing(
    parseKubeadmConfig(`kind: ClusterConfiguration
apiServer:
  extraArgs: [{name: audit-policy-file, value: /etc/p.yaml}]
  extraVolumes: [{name: p, hostPath: /etc/p.yaml, mountPath: /etc/p.yaml, pathType: File}]
`),
  );
  if (wanted === null) throw new Error('nothing wanted');
  expect(load(withAuditing('spec: {containers: [{command: [kube-apiserver]}]}\n', wanted))).toMatchObject({
    spec: { volumes: [{ name: 'p', hostPath: { path: '/etc/p.yaml', type: 'File' } }] },
  });
});
