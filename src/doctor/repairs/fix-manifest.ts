// Repair: the auditing that kubeadm was configured with is put back into a manifest that lacks it.
import { commandFailed } from '../../core/command-failed.ts';
import type { Node, World } from '../../core/ports.ts';
import { parseApiServerManifest } from '../../kind/api-server-manifest.ts';
import { auditVolumes, holdsAuditFile } from '../../kind/audit-settings.ts';
import { withAuditing, type WantedAuditing } from '../../kind/edit-manifest.ts';
import type { KubeadmConfig } from '../../kind/kubeadm-config.ts';
import { stampOf } from '../../state/stamp.ts';
import { keptInNode, type Repair } from '../repair.ts';
import { replaceUndoably } from '../undos/replaced-manifest.ts';
import freshScript from './scripts/fresh-manifest.sh';

/** The auditing that kubeadm was configured with; null when there was none. */
export function wantedAuditing(kubeadm: KubeadmConfig | null): WantedAuditing | null {
  if (kubeadm === null || !kubeadm.args.has('audit-policy-file')) return null;
  const args = new Map([...kubeadm.args].filter(([name]) => name.startsWith('audit-')));
  const given = kubeadm.volumes.filter(({ mountPath }) => holdsAuditFile(args, mountPath));
  // Another patch may have replaced the list of volumes: lists are not merged.
  const usual = auditVolumes.filter(
    ({ mountPath }) => holdsAuditFile(args, mountPath) && !given.some((volume) => volume.mountPath === mountPath),
  );
  return { args, volumes: [...given, ...usual] };
}

/** Whether an audit argument is not as kubeadm was given it. */
export function isForeign({ args }: WantedAuditing): (name: string, value: string) => boolean {
  return (name, value) => name.startsWith('audit-') && args.get(name) !== value;
}

/** How a manifest is fixed. */
export interface ManifestFix {
  readonly wanted: WantedAuditing;
  /** Audit arguments to remove, or to replace by what is wanted. */
  readonly isUnwanted?: (name: string, value: string) => boolean;
  /** The manifest is written again as kubeadm writes it, and nothing of the old one is used. */
  readonly fresh?: boolean;
}

/** The repair of a manifest that lacks some of the auditing that is wanted, or that cannot be read. */
export function fixManifest(node: Node, { wanted, isUnwanted, fresh = false }: ManifestFix, world: World): Repair {
  const kept = keptInNode(world);
  const mark = stampOf(world);
  const what = fresh
    ? `write kube-apiserver.yaml of ${node.name} again, as kubeadm does`
    : `put the audit arguments and volumes back into kube-apiserver.yaml of ${node.name}`;
  return {
    key: { kind: 'manifest', node: node.name },
    rank: 'api-server',
    title: `${what}, and restart its API server; the old one is kept in ${kept}`,
    steps: [
      {
        id: `manifest:${node.name}`,
        title: `Fix the manifest of ${node.name}`,
        run: ({ signal }, voice) => replaceUndoably({ node, kept, mark, signal, edit }, voice),
      },
    ],
  };

  async function edit(text: string | null): Promise<string> {
    const usable = !fresh && text !== null && parseApiServerManifest(text) !== null;
    return withAuditing(usable ? text : await freshManifest(node), wanted, isUnwanted);
  }
}

/** The manifest as kubeadm would write it for this node. */
async function freshManifest(node: Node): Promise<string> {
  const ran = await node.run(['bash', '-c', freshScript, 'fresh'], { timeoutMs: 20_000 });
  if (ran.exitCode !== 0) throw commandFailed(ran, `kubeadm cannot write a manifest for ${node.name}`);
  return ran.stdout;
}
