// Repair: the ConfigMap kubeadm-config gets the audit arguments and volumes of the manifest.
import type { Node, World } from '../../core/ports.ts';
import type { ApiServerManifest } from '../../kind/api-server-manifest.ts';
import { withApiServerAuditing } from '../../kind/edit-kubeadm-config.ts';
import { kubeadmDifferences } from '../../kind/kubeadm-differences.ts';
import { parseKubeadmConfig } from '../../kind/kubeadm-config.ts';
import { changeKubeadmConfig } from '../../node/kubeadm-config-map.ts';
import { keptInNode, type Repair } from '../repair.ts';

/**
 * The repair that writes it through a node; the old one is kept there. It announces no undo: its only write is its last
 * act, and the API server refuses it where something else has changed the ConfigMap since it was read.
 */
export function writeKubeadmConfig(node: Node, manifest: ApiServerManifest, world: World): Repair {
  const kept = keptInNode(world);
  return {
    key: { kind: 'kubeadm-config', node: null },
    rank: 'api-server',
    title: `write the audit arguments and volumes of kube-apiserver.yaml into the ConfigMap kubeadm-config; the old one is kept in ${node.name}:${kept}`,
    steps: [
      {
        id: 'kubeadm-config',
        title: 'Write the ConfigMap kubeadm-config',
        async run() {
          const isWritten = await changeKubeadmConfig(node, kept, edit);
          return isWritten ? `the old one: ${node.name}:${kept}` : 'it has them already';
        },
      },
    ],
  };

  function edit(text: string): string | null {
    const kubeadm = parseKubeadmConfig(text);
    return kubeadm === null ? null : withApiServerAuditing(text, kubeadmDifferences(manifest, kubeadm).change);
  }
}
