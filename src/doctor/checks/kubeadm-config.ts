// Would kubeadm write the same manifest again?
import type { Node } from '../../core/ports.ts';
import type { ApiServerManifest } from '../../kind/api-server-manifest.ts';
import { flagsOf } from '../../kind/flags.ts';
import { kubeadmDifferences } from '../../kind/kubeadm-differences.ts';
import { API_SERVER_MANIFEST } from '../../kind/paths.ts';
import { onEveryControlPlane, type Check, type Target } from '../check.ts';
import { fixCommand } from '../commands.ts';
import { isDeployed } from '../good-policy.ts';
import { writeKubeadmConfig } from '../repairs/write-kubeadm-config.ts';

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
      const { words } = kubeadmDifferences(manifest, kubeadm);
      if (words.length === 0) return { status: 'ok', evidence: 'the same audit arguments and volumes' };
      const isRight = await auditsAsDeployed(node, manifest, target);
      const write = isRight
        ? fixCommand(target)
        : `kubectl --context kind-${target.cluster} --namespace kube-system edit configmap kubeadm-config`;
      return {
        status: 'warn',
        evidence: `${words.join('; ')}: the manifest that kubeadm writes next will differ`,
        fix: `where the manifest is right: ${write}; where kubeadm is: correct ${API_SERVER_MANIFEST} in the node`,
        ...(isRight ? { repairs: [writeKubeadmConfig(node, manifest, target.world)] } : {}),
      };
    }),
};

/**
 * Whether the manifest is what the cluster audits by: its server runs with these audit arguments and reads the deployed
 * policy, and no control plane has others. Then it is kubeadm's side that is out of date.
 */
async function auditsAsDeployed(node: Node, manifest: ApiServerManifest, target: Target): Promise<boolean> {
  const [{ policy }, { server }] = await Promise.all([target.survey(node), target.inspect(node)]);
  if (server === null || policy.type !== 'regular file') return false;
  if (target.policy !== null && !isDeployed(policy)) return false;
  const running = new Map(flagsOf(server.args).map(({ name, value }) => [name, value]));
  const others = await Promise.allSettled(target.controlPlanes.map((each) => target.survey(each)));
  const manifests = others.flatMap((each) => (each.status === 'fulfilled' ? (each.value.manifest ?? []) : []));
  return [running, ...manifests.map(({ args }) => args)].every(
    (args) => auditingOf(args) === auditingOf(manifest.args),
  );
}

/** The audit arguments as a text that is the same for the same ones. */
function auditingOf(args: ReadonlyMap<string, string>): string {
  const audit = [...args].filter(([name]) => name.startsWith('audit-'));
  return JSON.stringify(audit.map(([name, value]) => `${name}=${value}`).toSorted());
}
