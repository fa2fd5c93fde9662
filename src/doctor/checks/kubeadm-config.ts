// Would kubeadm write the same manifest again?
import type { ApiServerManifest } from '../../kind/api-server-manifest.ts';
import type { KubeadmConfig } from '../../kind/kubeadm-config.ts';
import { onEveryControlPlane, type Check, type SeenOnNode, type Target } from '../check.ts';

export const kubeadmConfig: Check = {
  id: 'kubeadm-config',
  title: 'kubeadm-config agrees with the manifest',
  about:
    'the ConfigMap kubeadm-config names the same audit arguments as kube-apiserver.yaml, so that no upgrade drops them',
  needs: ['kubeadm-finished', 'manifest', 'api-server-ready'],
  timeoutMs: 15_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const [{ manifest }, { kubeadm }] = await Promise.all([target.survey(node), target.ask(node)]);
      if (manifest === null || kubeadm === null)
        return { status: 'skip', evidence: 'the ConfigMap kubeadm-config cannot be read' };
      return compareArguments(manifest, kubeadm, target);
    }),
};

function compareArguments(manifest: ApiServerManifest, kubeadm: KubeadmConfig, target: Target): SeenOnNode {
  const differing = [...new Set([...manifest.args.keys(), ...kubeadm.args.keys()])]
    .filter((name) => name.startsWith('audit-') && manifest.args.get(name) !== kubeadm.args.get(name))
    .map(
      (name) => `--${name} is ${shown(manifest.args.get(name))}, kubeadm-config says ${shown(kubeadm.args.get(name))}`,
    );
  const lost = kubeadm.volumes
    .filter(({ name }) => !manifest.volumes.some((volume) => volume.name === name))
    .map(({ name }) => `the volume ${name} is in kubeadm-config only`);
  const faults = [...differing, ...lost];
  if (faults.length === 0) return { status: 'ok', evidence: 'the same audit arguments and volumes' };
  return {
    status: 'warn',
    evidence: `${faults.join('; ')}: the manifest that kubeadm writes next will differ`,
    fix: `where the manifest is right: kubectl --context kind-${target.cluster} --namespace kube-system edit configmap kubeadm-config; where kubeadm is: correct /etc/kubernetes/manifests/kube-apiserver.yaml in the node`,
  };
}

function shown(value: string | undefined): string {
  return value === undefined ? 'not set' : value;
}
