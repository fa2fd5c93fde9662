// Clusters that people make without kind-audit: their configurations, and their creation.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, type Scene } from './scene.ts';

/** One node. The kubelet is set up for hosts that it would otherwise refuse. */
export const plainConfig = `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
kubeadmConfigPatches:
- |
  kind: KubeletConfiguration
  failCgroupV1: false
  featureGates:
    KubeletInUserNamespace: true
`;

/** The same after kind's guide for auditing: these files of the host are mounted where the API server reads and writes. */
export function guideConfig(policy: string, log?: string): string {
  const mountedLog = `
  - hostPath: ${log}
    containerPath: /var/log/kubernetes/kube-apiserver-audit.log`;
  return `${plainConfig}nodes:
- role: control-plane
  kubeadmConfigPatches:
  - |
    kind: ClusterConfiguration
    apiServer:
        extraArgs:
          audit-log-path: /var/log/kubernetes/kube-apiserver-audit.log
          audit-policy-file: /etc/kubernetes/policies/audit-policy.yaml
        extraVolumes:
          - name: audit-policies
            hostPath: /etc/kubernetes/policies
            mountPath: /etc/kubernetes/policies
            readOnly: true
            pathType: "DirectoryOrCreate"
          - name: "audit-logs"
            hostPath: "/var/log/kubernetes"
            mountPath: "/var/log/kubernetes"
            readOnly: false
            pathType: DirectoryOrCreate
  extraMounts:
  - hostPath: ${policy}
    containerPath: /etc/kubernetes/policies/audit-policy.yaml
    readOnly: true${log === undefined ? '' : mountedLog}
`;
}

/** Creates the scene's cluster with kind alone, from an image that is there; `more` are further arguments. */
export async function createByHand(scene: Scene, config: string, ...more: readonly string[]): Promise<void> {
  writeFileSync(join(scene.dir, 'kind-config.yaml'), config);
  const images = await must(['docker', 'images', '--format', '{{.Repository}}:{{.Tag}}', 'kindest/node']);
  const image = images.split('\n').find((name) => !name.includes('<none>')) ?? '';
  const argv = ['kind', 'create', 'cluster', '--config', 'kind-config.yaml', ...more];
  await must([...argv, ...(image === '' ? [] : ['--image', image])], { cwd: scene.dir, env: scene.env });
}
